import type { Realm } from '@tocsin/event'
import {
  type Expression,
  type ExpressionBuilder,
  type Scope,
  type SqlBool,
  type Statement,
  type StateStore,
  sqlBuilder,
  unknownSource,
} from '@tocsin/store'
import { columnText } from './column-text.ts'
import type { WatchTables } from './tables.ts'

/** Builds statements over this wing's tables. */
export const sql = sqlBuilder<WatchTables>()

/** Only what a store needs: the tree that it was compiled from stays here. */
export function statement(query: { compile(): Statement }): Statement {
  const { sql: text, parameters } = query.compile()
  return { sql: text, parameters }
}

/** Only what Tocsin itself does may ask without a scope that narrows. */
export function wholeHouse(scope: Scope): void {
  if (scope.kind !== 'all') throw new Error('this is asked by Tocsin itself only')
}

/**
 * What a scope lets through of incidents, as a condition on `incident`: all sources known and in it.
 *
 * @example
 * sql.selectFrom('incident').select('body').where(incidentVisible(scope))
 */
export function incidentVisible(scope: Scope) {
  return (eb: ExpressionBuilder<WatchTables, 'incident'>): Expression<SqlBool> => {
    if (scope.kind === 'all') return eb.lit(true)
    if (named(scope).length === 0) return eb.lit(false)
    const of = eb.selectFrom('incident_source').select('source').whereRef('incident_id', '=', 'incident.id')
    return eb.and([eb.exists(of), eb.not(eb.exists(of.where('source', 'not in', named(scope))))])
  }
}

/** The same for findings: all sources of the evidence. */
export function findingVisible(scope: Scope) {
  return (eb: ExpressionBuilder<WatchTables, 'finding'>): Expression<SqlBool> => {
    if (scope.kind === 'all') return eb.lit(true)
    if (named(scope).length === 0) return eb.lit(false)
    const of = eb.selectFrom('finding_source').select('source').whereRef('finding_id', '=', 'finding.id')
    return eb.and([eb.exists(of), eb.not(eb.exists(of.where('source', 'not in', named(scope))))])
  }
}

/** What no name was kept of is in no scope. */
function named({ sources }: Extract<Scope, { readonly kind: 'sources' }>): readonly string[] {
  return sources.filter((source) => source !== unknownSource).map(columnText)
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
