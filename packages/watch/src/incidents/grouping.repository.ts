import { type Finding, type Incident, realms, severities } from '@tocsin/event'
import { type IncidentId, observableKey } from '@tocsin/kit'
import type { Scope, Statement, StateStore } from '@tocsin/store'
import { columnText } from './column-text.ts'
import { closes, groupingLimits, type OpenIncident } from './grouping.ts'
import { namedBy } from './named.ts'
import { readJson, sql, statement, streamTimeOf, wholeHouse } from './statement.repository.ts'

/** Bytes of a frame that are copied beside its finding. */
export const maxFrameCopy = 65_536

/** The next number of each sequence. */
export async function sequences(store: StateStore, scope: Scope): Promise<ReadonlyMap<string, number>> {
  wholeHouse(scope)
  const compiled = sql.selectFrom('watch_sequence').selectAll().compile()
  const rows = await store.run<{ name: string; next: number }>(compiled)
  return new Map(rows.map(({ name, next }) => [name, Number(next)]))
}

/** Ids of the newest findings, the newest first. */
export async function recentFindingIds(store: StateStore, scope: Scope, limit: number): Promise<string[]> {
  wholeHouse(scope)
  const compiled = sql.selectFrom('finding').select('id').orderBy('n', 'desc').limit(limit).compile()
  return (await store.run<{ id: string }>(compiled)).map(({ id }) => id)
}

/** Incidents that their realm's stream time has not left behind, the one touched longest ago first. */
export async function openIncidentsOf(store: StateStore, scope: Scope, limit: number): Promise<OpenIncident[]> {
  wholeHouse(scope)
  wholeHouse(scope)
  const open: OpenIncident[] = []
  for (const realm of realms) {
    const compiled = sql
      .selectFrom('incident')
      .select(['n', 'touched', 'body', 'grouped_by'])
      .where('realm', '=', realm)
      .where('closes', '>=', await streamTimeOf(store, realm))
      .where('closed', '<>', stands.merged)
      .orderBy('touched', 'desc')
      .orderBy('n', 'desc')
      .limit(limit)
      .compile()
    const rows = await store.run<{ n: number; touched: number; body: string; grouped_by: string }>(compiled)
    for (const { n, touched, body, grouped_by } of rows) {
      open.push({
        n: Number(n),
        touched,
        incident: readJson<Incident>(body),
        group: readJson<string>(`"${grouped_by}"`),
      })
    }
  }
  return open.sort((a, b) => a.touched - b.touched || a.n - b.n).slice(-limit)
}

/** Values of `incident.closed`. */
export const stands = { open: 0, closed: 1, folded: 2, merged: 3 } as const

export function upsertIncident(open: OpenIncident): Statement {
  const { incident, n, group, touched } = open
  const values = {
    severity: severities.indexOf(incident.severity),
    last_time: incident.last,
    touched,
    closes: closes(open, groupingLimits),
    // Whatever joins it, nobody has judged it yet; what is part of declared work waits for nobody.
    closed: standOf(incident),
    named: namedBy(incident),
    body: JSON.stringify(incident),
  }
  return statement(
    sql
      .insertInto('incident')
      .values({ id: incident.id, n, realm: incident.realm, grouped_by: columnText(group), ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values)),
  )
}

function standOf({ work, into }: Incident): number {
  if (into !== undefined) return stands.merged
  return work === undefined ? stands.open : stands.folded
}

/** The other names under which an incident is found. Inserting again changes nothing. */
export function insertNames({ id, realm, names = [] }: Incident): readonly Statement[] {
  if (names.length === 0) return []
  const rows = names.map((name) => ({ incident_id: id, name: columnText(`${realm}|${observableKey(name)}`) }))
  return [
    statement(
      sql
        .insertInto('incident_name')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing()),
    ),
  ]
}

/** What lies in one incident goes into another: findings, and the sources that a scope is held against. */
export function moveFindings(from: IncidentId, into: IncidentId): readonly Statement[] {
  const sources = sql
    .selectFrom('incident_source')
    .select((eb) => [eb.val<string>(into).as('incident_id'), 'source'])
    .where('incident_id', '=', from)
  return [
    statement(sql.updateTable('finding').set({ incident_id: into }).where('incident_id', '=', from)),
    statement(
      sql
        .insertInto('incident_source')
        .columns(['incident_id', 'source'])
        .expression(sources)
        .onConflict((conflict) => conflict.doNothing()),
    ),
  ]
}

export function insertFinding(finding: Finding, incident: IncidentId, n: number): Statement {
  return statement(
    sql
      .insertInto('finding')
      .values({
        id: finding.id,
        n,
        incident_id: incident,
        detector_id: columnText(finding.detector.id),
        severity: severities.indexOf(finding.severity),
        time: finding.time,
        body: JSON.stringify(finding),
      })
      .onConflict((conflict) => conflict.column('id').doNothing()),
  )
}

/** Which sources a finding rests on, and so its incident too. Inserting again changes nothing. */
export function insertSources(
  finding: Pick<Finding, 'id'>,
  named: readonly string[],
  incident: string,
): readonly Statement[] {
  const sources = named.map(columnText)
  return [
    statement(
      sql
        .insertInto('incident_source')
        .values(sources.map((source) => ({ incident_id: incident, source })))
        .onConflict((conflict) => conflict.doNothing()),
    ),
    statement(
      sql
        .insertInto('finding_source')
        .values(sources.map((source) => ({ finding_id: columnText(finding.id), source })))
        .onConflict((conflict) => conflict.doNothing()),
    ),
  ]
}

export function insertFrame(
  finding: string,
  place: number,
  frame: { readonly event: string; readonly bytes: Uint8Array | undefined },
): Statement {
  return statement(
    sql
      .insertInto('evidence_frame')
      .values({
        finding_id: finding,
        place,
        event_id: frame.event,
        payload: frame.bytes?.subarray(0, maxFrameCopy) ?? null,
        size: frame.bytes?.length ?? null,
      })
      .onConflict((conflict) => conflict.columns(['finding_id', 'place']).doNothing()),
  )
}

export function upsertSequence(
  name: 'incident' | 'finding' | 'outbox' | 'sourced' | 'named' | 'quiet',
  next: number,
): Statement {
  return statement(
    sql
      .insertInto('watch_sequence')
      .values({ name, next })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ next })),
  )
}
