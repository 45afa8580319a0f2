import { severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { type Scope, type Statement, type StateStore, sqlBuilder, statementOf } from '@tocsin/store'
import { insertAct } from '../bell/bell.repository.ts'
import type { HistoryEntry, IncidentNote } from './history.ts'
import type { RespondTables } from './tables.ts'
import { type IncidentWork, untouched } from './work.ts'

/*
 * Which incidents a scope lets through is for the wing to say that groups them: it is asked before anything here (`known`
 * in the routes).
 */
const sql = sqlBuilder<RespondTables>()

/** Ids in one question, at most: SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
export const mostIds = 500

/** The work on incidents that somebody has touched; of the others there is none. */
export async function worksOf(
  store: StateStore,
  _scope: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IncidentWork>> {
  const works = new Map<string, IncidentWork>()
  for (let from = 0; from < ids.length; from += mostIds) {
    const compiled = sql
      .selectFrom('incident_work')
      .select(['incident_id', 'body'])
      .where('incident_id', 'in', ids.slice(from, from + mostIds))
      .compile()
    for (const row of await store.run<{ incident_id: string; body: string }>(compiled)) {
      works.set(row.incident_id, readJson<IncidentWork>(row.body))
    }
  }
  return works
}

export async function workOf(store: StateStore, scope: Scope, id: IncidentId): Promise<IncidentWork> {
  return (await worksOf(store, scope, [id])).get(id) ?? untouched(id)
}

/** An incident's notes that stand, the newest first. */
export async function notesOf(
  store: StateStore,
  _scope: Scope,
  incident: IncidentId,
  limit: number,
): Promise<readonly IncidentNote[]> {
  const compiled = sql
    .selectFrom('incident_note')
    .select(['version', 'who', 'at', 'body'])
    .where('incident_id', '=', incident)
    .where('withdrawn', 'is', null)
    .orderBy('version', 'desc')
    .limit(limit)
    .compile()
  const rows = await store.run<{ version: number; who: string; at: number; body: string }>(compiled)
  return rows.map(({ version, who, at, body }) => ({ incident, version, who, at, text: body }))
}

/** An incident's acts, the newest first. */
export async function historyOf(
  store: StateStore,
  _scope: Scope,
  incident: IncidentId,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const compiled = sql
    .selectFrom('incident_history')
    .selectAll()
    .where('incident_id', '=', incident)
    .orderBy('version', 'desc')
    .limit(limit)
    .compile()
  return (await store.run<RespondTables['incident_history']>(compiled)).map(entryOf)
}

/** All that was done at once under one name, by incident. */
export async function entriesOfAct(store: StateStore, _scope: Scope, act: string): Promise<readonly HistoryEntry[]> {
  const compiled = sql
    .selectFrom('incident_history')
    .selectAll()
    .where('act', '=', act)
    .orderBy('incident_id')
    .limit(mostIds)
    .compile()
  return (await store.run<RespondTables['incident_history']>(compiled)).map(entryOf)
}

/**
 * What writes one act: its line of history first, whose key refuses a second act on the same version, then the work.
 *
 * @param note the text of a note, which stands beside the history
 * @param withdraws versions of notes that this act takes back
 */
export function writeAct(
  _scope: Scope,
  entry: HistoryEntry,
  note: string | undefined,
  withdraws: number | undefined,
): readonly Statement[] {
  const { incident, version, act, kind, who, at, before, after } = entry
  const { closed } = after
  const values = {
    version,
    closed_at: closed?.at ?? null,
    closed_findings: closed?.findings ?? null,
    closed_severity: closed === undefined ? null : severities.indexOf(closed.severity),
    closed_realm: closed?.realm ?? null,
    body: JSON.stringify(after),
  }
  const statements = [
    statementOf(
      sql.insertInto('incident_history').values({
        incident_id: incident,
        version,
        act,
        kind,
        who,
        at,
        work_before: JSON.stringify(before),
        work_after: JSON.stringify(after),
      }),
    ),
    statementOf(
      sql
        .insertInto('incident_work')
        .values({ incident_id: incident, ...values })
        .onConflict((conflict) => conflict.column('incident_id').doUpdateSet(values)),
    ),
  ]
  if (note !== undefined) {
    const row = { incident_id: incident, version, who, at, body: note, withdrawn: null }
    statements.push(statementOf(sql.insertInto('incident_note').values(row)))
  }
  if (after.owner !== undefined && after.owner !== before.owner && kind !== 'undo') {
    statements.push(statementOf({ compile: () => insertAct({ id: `${incident}:assigned:${version}`, incident, at }) }))
  }
  if (withdraws !== undefined) {
    const update = sql
      .updateTable('incident_note')
      .set({ withdrawn: version })
      .where('incident_id', '=', incident)
      .where('version', '=', withdraws)
    statements.push(statementOf(update))
  }
  return statements
}

/** Incidents that are closed, in the order of their ids. */
export async function closedAfter(store: StateStore, after: string): Promise<readonly string[]> {
  const rows = await store.run<{ incident_id: string }>(
    sql
      .selectFrom('incident_work')
      .select('incident_id')
      .where('closed_at', 'is not', null)
      .where('incident_id', '>', after)
      .orderBy('incident_id')
      .limit(mostIds)
      .compile(),
  )
  return rows.map(({ incident_id }) => incident_id)
}

export async function isMarked(store: StateStore, name: string): Promise<boolean> {
  const compiled = sql.selectFrom('respond_mark').select('name').where('name', '=', name).compile()
  return (await store.run(compiled)).length > 0
}

export function insertMark(name: string): Statement {
  return statementOf(
    sql
      .insertInto('respond_mark')
      .values({ name })
      .onConflict((conflict) => conflict.doNothing()),
  )
}

function entryOf(row: RespondTables['incident_history']): HistoryEntry {
  return {
    incident: row.incident_id as IncidentId,
    version: Number(row.version),
    act: row.act,
    kind: row.kind as HistoryEntry['kind'],
    who: row.who,
    at: row.at,
    before: readJson<IncidentWork>(row.work_before),
    after: readJson<IncidentWork>(row.work_after),
  }
}

/** Only what this file wrote comes through here. */
function readJson<Shape>(body: string): Shape {
  return JSON.parse(body) as Shape
}
