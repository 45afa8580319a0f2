import { advancePosition, type Position, type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { DiscrepancyTable, FactTable, FlowTable, InventoryTables, ZoneModeTable } from '../keeper/tables.ts'

const sql = sqlBuilder<InventoryTables>()

/** Where the learner stands in the log, among the sinks. */
export const learnerSink = 'city-learner'

/** Rows in one insert: SQLite takes 32,766 values in a statement. */
const batch = 2000
const page = 5000

/** Everything that one digest writes, with the position that it leads to: all or nothing. */
export function learntStatements(
  written: {
    readonly facts: readonly FactTable[]
    readonly flows: readonly FlowTable[]
    readonly discrepancies: readonly DiscrepancyTable[]
  },
  next: Position,
): readonly Statement[] {
  return [
    ...batches(written.facts, (rows) =>
      sql
        .insertInto('city_fact')
        .values(rows)
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((of) => ({
            asset: of.ref('excluded.asset'),
            detail: of.fn.coalesce('excluded.detail', 'city_fact.detail'),
            first: of.fn<number>('min', ['city_fact.first', 'excluded.first']),
            last: of.fn<number>('max', ['city_fact.last', 'excluded.last']),
            count: of('city_fact.count', '+', of.ref('excluded.count')),
          })),
        )
        .compile(),
    ),
    ...batches(written.flows, (rows) =>
      sql
        .insertInto('city_flow')
        .values(rows)
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((of) => ({
            app: of.ref('excluded.app'),
            first: of.ref('excluded.first'),
            last: of.ref('excluded.last'),
            count: of.ref('excluded.count'),
            bytes: of.ref('excluded.bytes'),
            told: of.ref('excluded.told'),
          })),
        )
        .compile(),
    ),
    ...batches(written.discrepancies, (rows) =>
      sql
        .insertInto('city_discrepancy')
        .values(rows)
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((of) => ({
            against: of.ref('excluded.against'),
            first: of.fn<number>('min', ['city_discrepancy.first', 'excluded.first']),
            last: of.fn<number>('max', ['city_discrepancy.last', 'excluded.last']),
            count: of('city_discrepancy.count', '+', of.ref('excluded.count')),
          })),
        )
        .compile(),
    ),
    ...advancePosition(learnerSink, next),
  ]
}

/** Which facts are asked for. */
export interface FactsAsked {
  readonly asset?: string | undefined
  readonly topic?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** Facts in the order of their keys, of the sources that somebody sees. */
export function factsOf(store: StateStore, scope: Scope, asked: FactsAsked): Promise<FactTable[]> {
  let query = sql.selectFrom('city_fact').selectAll().orderBy('key').limit(asked.limit)
  if (scope.kind === 'sources') query = query.where('source', 'in', [...scope.sources])
  if (asked.asset !== undefined) query = query.where('asset', '=', asked.asset)
  if (asked.topic !== undefined) query = query.where('topic', '=', asked.topic)
  if (asked.after !== undefined) query = query.where('key', '>', asked.after)
  return store.run<FactTable>(query.compile())
}

export async function countFacts(store: StateStore, _scope: Scope): Promise<number> {
  const compiled = sql
    .selectFrom('city_fact')
    .select((of) => of.fn.countAll<number>().as('count'))
    .compile()
  const [row] = await store.run<{ count: number }>(compiled)
  return Number(row?.count ?? 0)
}

/** The assets that records speak of. */
export async function assetsSeen(store: StateStore, _scope: Scope): Promise<string[]> {
  const rows = await store.run<{ asset: string }>(
    sql.selectFrom('city_fact').select('asset').distinct().where('asset', 'is not', null).compile(),
  )
  return rows.map(({ asset }) => asset)
}

/** Takes away what nobody stated since: names of people sooner. */
export function pruneStatements(before: { readonly people: number; readonly others: number }): readonly Statement[] {
  return [
    sql.deleteFrom('city_fact').where('topic', '=', 'account').where('last', '<', before.people).compile(),
    sql.deleteFrom('city_fact').where('last', '<', before.others).compile(),
    sql.deleteFrom('city_discrepancy').where('last', '<', before.others).compile(),
  ]
}

/** Takes away that an account was seen, under its name alone or with its domain's. */
export function forgetStatement(account: string): Statement {
  const name = account.toLowerCase()
  const ending = `\\${name}`
  return sql
    .deleteFrom('city_fact')
    .where('topic', '=', 'account')
    .where((of) =>
      of.or([of('value', '=', name), of(of.fn<string>('substr', ['value', of.val(-ending.length)]), '=', ending)]),
    )
    .compile()
}

export async function storedFlows(store: StateStore, _scope: Scope): Promise<FlowTable[]> {
  const all: FlowTable[] = []
  for (let after = ''; ; ) {
    const compiled = sql
      .selectFrom('city_flow')
      .selectAll()
      .where('key', '>', after)
      .orderBy('key')
      .limit(page)
      .compile()
    const rows = await store.run<FlowTable>(compiled)
    for (const row of rows) all.push(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return all
    after = last.key
  }
}

/** Discrepancies that records showed, the newest first. */
export function discrepanciesOf(
  store: StateStore,
  scope: Scope,
  asked: { readonly kind?: string | undefined; readonly asset?: string | undefined; readonly limit: number },
): Promise<DiscrepancyTable[]> {
  let query = sql.selectFrom('city_discrepancy').selectAll().orderBy('last', 'desc').orderBy('key').limit(asked.limit)
  if (scope.kind === 'sources') query = query.where('source', 'in', [...scope.sources])
  if (asked.kind !== undefined) query = query.where('kind', '=', asked.kind)
  if (asked.asset !== undefined) query = query.where('asset', '=', asked.asset)
  return store.run<DiscrepancyTable>(query.compile())
}

/** Which kinds of misfit records showed of which assets. */
export function misfitKinds(store: StateStore, scope: Scope): Promise<{ asset: string; kind: string }[]> {
  let query = sql.selectFrom('city_discrepancy').select(['asset', 'kind']).distinct().limit(misfitsRead)
  if (scope.kind === 'sources') query = query.where('source', 'in', [...scope.sources])
  return store.run<{ asset: string; kind: string }>(query.compile())
}
const misfitsRead = 50_000

export function zoneModes(store: StateStore, _scope: Scope): Promise<ZoneModeTable[]> {
  return store.run<ZoneModeTable>(sql.selectFrom('city_zone_mode').selectAll().orderBy('zone').compile())
}

export function zoneModeStatement(mode: ZoneModeTable): Statement {
  return sql
    .insertInto('city_zone_mode')
    .values(mode)
    .onConflict((conflict) =>
      conflict.column('zone').doUpdateSet((of) => ({
        mode: of.ref('excluded.mode'),
        who: of.ref('excluded.who'),
        at: of.ref('excluded.at'),
      })),
    )
    .compile()
}

function batches<Row>(rows: readonly Row[], write: (rows: readonly Row[]) => Statement): Statement[] {
  const statements: Statement[] = []
  for (let from = 0; from < rows.length; from += batch) statements.push(write(rows.slice(from, from + batch)))
  return statements
}

/** When something was last stated of each asset, in milliseconds since the epoch; of those that nothing was, none. */
export async function lastHeard(
  store: StateStore,
  _scope: Scope,
  assets: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const heard = new Map<string, number>()
  for (let from = 0; from < assets.length; from += page) {
    const compiled = sql
      .selectFrom('city_fact')
      .select((eb) => ['asset', eb.fn.max('last').as('last')])
      .where('asset', 'in', assets.slice(from, from + page))
      .groupBy('asset')
      .compile()
    for (const { asset, last } of await store.run<{ asset: string; last: number }>(compiled)) heard.set(asset, last)
  }
  return heard
}
