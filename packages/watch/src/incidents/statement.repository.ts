import type { Realm } from '@tocsin/event'
import { assertNever } from '@tocsin/kit'
import { type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { WatchTables } from './tables.ts'

/** Builds statements over this wing's tables. */
export const sql = sqlBuilder<WatchTables>()

/** Only what a store needs: the tree that it was compiled from stays here. */
export function statement(query: { compile(): Statement }): Statement {
  const { sql: text, parameters } = query.compile()
  return { sql: text, parameters }
}

/** Every scope must be compiled into the query; today there is only the one that sees everything. */
export function visible(scope: Scope): void {
  if (scope.kind !== 'all') assertNever(scope.kind)
}

/** The largest stream time at which a realm's findings came, in milliseconds since the epoch. */
export async function streamTimeOf(store: StateStore, realm: Realm): Promise<number> {
  const compiled = sql
    .selectFrom('incident')
    .select((eb) => eb.fn.max('touched').as('touched'))
    .where('realm', '=', realm)
    .compile()
  const [row] = await store.run<{ touched: number | null }>(compiled)
  return row?.touched ?? 0
}

/** Only what this file wrote comes through here. */
export function readJson<Shape>(body: string): Shape {
  return JSON.parse(body) as Shape
}
