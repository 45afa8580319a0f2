import { type Incident, type Realm, realms, type Severity, severities } from '@tocsin/event'
import { type Observable, observableKey } from '@tocsin/kit'
import {
  type Expression,
  type ExpressionBuilder,
  type Scope,
  type SqlBool,
  type Statement,
  type StateStore,
  sqlText,
} from '@tocsin/store'
import { columnText } from './column-text.ts'
import { type Cursor, cursorOf } from './cursor.ts'
import { stands } from './grouping.repository.ts'
import { partOf } from './named.ts'
import { incidentVisible, readJson, sql, statement, streamTimeOf } from './statement.repository.ts'
import type { WatchTables } from './tables.ts'

export interface IncidentQuery {
  readonly realm?: Realm | undefined
  /** `open`: findings can still join it; `settled`: they cannot. */
  readonly status?: 'open' | 'settled' | undefined
  readonly minSeverity?: Severity | undefined
  /** What nobody closed; what somebody did and nothing joined since; what is part of declared work. All where it is left out. */
  readonly work?: 'open' | 'closed' | 'folded' | undefined
  /** Part of an id, of whom it is about, or of a detector's title. */
  readonly find?: string | undefined
  /** Keys of observables: whom they are about. */
  readonly about?: readonly string[] | undefined
  readonly order?: 'newest' | 'gravest' | undefined
  readonly after?: Cursor | undefined
  /** 1..500. */
  readonly limit: number
  /** Milliseconds since the epoch; what `status` is held against. */
  readonly now: number
}

export interface IncidentPage {
  readonly incidents: readonly Incident[]
  /** Where the next page begins; absent on the last. */
  readonly next?: string
}

/** Incidents, a page at a time: the newest last finding first, or the gravest. */
export async function listIncidents(store: StateStore, scope: Scope, asked: IncidentQuery): Promise<IncidentPage> {
  const { realm, status, minSeverity, after, limit } = asked
  const gravest = asked.order === 'gravest'
  let query = sql.selectFrom('incident').select(['n', 'severity', 'last_time', 'body']).where(incidentVisible(scope))
  if (realm !== undefined) query = query.where('realm', '=', realm)
  if (asked.work !== undefined) query = query.where('closed', '=', stands[asked.work])
  else if (asked.find === undefined) query = query.where('closed', '<>', stands.merged)
  if (asked.find !== undefined) query = query.where(isNamed(asked.find))
  if (asked.about !== undefined) query = query.where(isAbout(groupsOf(asked.about)))
  if (minSeverity !== undefined) query = query.where('severity', '>=', severities.indexOf(minSeverity))
  if (status !== undefined) {
    // A replay's stream time is the record's, so that today's clock says nothing about it.
    const replayed = await streamTimeOf(store, 'replay')
    const is = status === 'open' ? '>=' : '<'
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('realm', '<>', 'replay'), eb('closes', is, asked.now)]),
        eb.and([eb('realm', '=', 'replay'), eb('closes', is, replayed)]),
      ]),
    )
  }
  if (after !== undefined) {
    const { severity, last, n } = after
    // Values of a row compare as the index is sorted: the next page begins where the last one ended.
    query = query.where((eb) =>
      gravest
        ? eb(eb.refTuple('severity', 'last_time', 'n'), '<', eb.tuple(severity, last, n))
        : eb(eb.refTuple('last_time', 'n'), '<', eb.tuple(last, n)),
    )
  }
  if (gravest) query = query.orderBy('severity', 'desc')
  const compiled = query
    .orderBy('last_time', 'desc')
    .orderBy('n', 'desc')
    .limit(limit + 1)
    .compile()
  const rows = await store.run<{ n: number; severity: number; last_time: number; body: string }>(compiled)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    incidents: page.map(({ body }) => readJson<Incident>(body)),
    ...(rows.length > limit && last !== undefined
      ? { next: cursorOf({ severity: last.severity, last: last.last_time, n: last.n }) }
      : {}),
  }
}

export async function incidentById(store: StateStore, scope: Scope, id: string): Promise<Incident | undefined> {
  const compiled = sql
    .selectFrom('incident')
    .select('body')
    .where('id', '=', columnText(id))
    .where(incidentVisible(scope))
    .compile()
  const [row] = await store.run<{ body: string }>(compiled)
  return row === undefined ? undefined : readJson<Incident>(row.body)
}

/** The incidents of these ids that there are. */
export async function incidentsById(
  store: StateStore,
  scope: Scope,
  ids: readonly string[],
): Promise<readonly Incident[]> {
  const compiled = sql
    .selectFrom('incident')
    .select('body')
    .where('id', 'in', ids.slice(0, 500).map(columnText))
    .where(incidentVisible(scope))
    .compile()
  return (await store.run<{ body: string }>(compiled)).map(({ body }) => readJson<Incident>(body))
}

/** Open incidents about an observable in any realm, the newest last finding first; at most 20. */
export async function openIncidentsAbout(
  store: StateStore,
  scope: Scope,
  about: Observable,
  now: number,
): Promise<readonly Incident[]> {
  const groups = realmsOfGroups.map((realm) => columnText(`${realm}|${observableKey(about)}`))
  const compiled = sql
    .selectFrom('incident')
    .select('body')
    .where(isAbout(groups))
    .where('closed', '<>', stands.merged)
    .where(incidentVisible(scope))
    .where('closes', '>=', now)
    .orderBy('last_time', 'desc')
    .orderBy('n', 'desc')
    .limit(20)
    .compile()
  return (await store.run<{ body: string }>(compiled)).map(({ body }) => readJson<Incident>(body))
}

/** The incidents that hold what is part of work orders, by order, the newest first; at most 20 an order. */
export async function incidentsOfWork(
  store: StateStore,
  scope: Scope,
  orders: readonly string[],
): Promise<ReadonlyMap<string, readonly Incident[]>> {
  const groups = new Map(
    orders
      .slice(0, 200)
      .flatMap((order) => realmsOfGroups.map((realm) => [columnText(`${realm}|work:${order}`), order])),
  )
  if (groups.size === 0) return new Map()
  const compiled = sql
    .selectFrom('incident')
    .select(['grouped_by', 'body'])
    .where('grouped_by', 'in', [...groups.keys()])
    .where(incidentVisible(scope))
    .orderBy('last_time', 'desc')
    .limit(2000)
    .compile()
  const found = new Map<string, Incident[]>()
  for (const { grouped_by, body } of await store.run<{ grouped_by: string; body: string }>(compiled)) {
    const order = groups.get(grouped_by)
    if (order === undefined) continue
    const list = found.get(order) ?? []
    if (list.length < 20) list.push(readJson<Incident>(body))
    found.set(order, list)
  }
  return found
}

/** Incidents that nobody closed about any of these, in the realms that are lived in; the gravest first, at most 200. */
export async function unclosedAbout(
  store: StateStore,
  scope: Scope,
  about: readonly Observable[],
): Promise<readonly Incident[]> {
  if (about.length === 0) return []
  const groups = about
    .slice(0, 500)
    .flatMap((one) => realmsOfGroups.map((realm) => columnText(`${realm}|${observableKey(one)}`)))
  const compiled = sql
    .selectFrom('incident')
    .select('body')
    .where(isAbout(groups))
    .where('closed', '=', stands.open)
    .where(incidentVisible(scope))
    .orderBy('severity', 'desc')
    .orderBy('last_time', 'desc')
    .limit(200)
    .compile()
  return (await store.run<{ body: string }>(compiled)).map(({ body }) => readJson<Incident>(body))
}

// A replay's incidents are never open now.
const realmsOfGroups: readonly Realm[] = ['real', 'sample', 'exercise']

export type SeverityCounts = Readonly<Record<Severity, number>>

/** How many incidents each severity has, in one realm or all, whose last finding is at or after `since`. */
export async function countsBySeverity(
  store: StateStore,
  scope: Scope,
  asked: Pick<IncidentQuery, 'realm' | 'work' | 'find' | 'about'> & { readonly since?: number | undefined },
): Promise<SeverityCounts> {
  let query = sql
    .selectFrom('incident')
    .select((eb) => ['severity', eb.fn.countAll<number>().as('incidents')])
    .where(incidentVisible(scope))
    .groupBy('severity')
  if (asked.realm !== undefined) query = query.where('realm', '=', asked.realm)
  if (asked.work !== undefined) query = query.where('closed', '=', stands[asked.work])
  else if (asked.find === undefined) query = query.where('closed', '<>', stands.merged)
  if (asked.find !== undefined) query = query.where(isNamed(asked.find))
  if (asked.about !== undefined) query = query.where(isAbout(groupsOf(asked.about)))
  if (asked.since !== undefined) query = query.where('last_time', '>=', asked.since)
  const counts: Record<Severity, number> = { info: 0, low: 0, medium: 0, high: 0, critical: 0 }
  for (const row of await store.run<{ severity: number; incidents: number }>(query.compile())) {
    counts[severityAt(row.severity)] = Number(row.incidents)
  }
  return counts
}

/** Says of an incident that it is closed or open again. */
export function markClosed({ incident, closed }: { readonly incident: string; readonly closed: boolean }): Statement {
  return statement(
    sql
      .updateTable('incident')
      .set({ closed: closed ? 1 : 0 })
      .where('id', '=', columnText(incident)),
  )
}

function groupsOf(about: readonly string[]): readonly string[] {
  return about.flatMap((key) => realms.map((realm) => columnText(`${realm}|${key}`)))
}

/** Opened by one of these, or about a thing that is known by one of them. */
export function isAbout(groups: readonly string[]) {
  return (eb: ExpressionBuilder<WatchTables, 'incident'>): Expression<SqlBool> =>
    eb.or([
      eb('grouped_by', 'in', groups),
      eb('id', 'in', eb.selectFrom('incident_name').select('incident_id').where('name', 'in', groups)),
    ])
}

function isNamed(find: string) {
  return sqlText<SqlBool>`named like ${partOf(find)} escape '\\'`
}

function severityAt(rank: number): Severity {
  return severities[rank] ?? 'info'
}
