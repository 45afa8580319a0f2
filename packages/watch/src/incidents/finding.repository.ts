import type { Finding } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import type { Scope, StateStore } from '@tocsin/store'
import { columnText } from './column-text.ts'
import { findingVisible, readJson, sql } from './statement.repository.ts'

export interface FindingPage {
  readonly findings: readonly Finding[]
  /** The `after` of the next page; absent on the last. */
  readonly next?: number
}

/** An incident's findings, the newest to come first. */
export async function findingsOf(
  store: StateStore,
  scope: Scope,
  incident: string,
  page: { readonly after?: number | undefined; readonly limit: number },
): Promise<FindingPage> {
  let query = sql
    .selectFrom('finding')
    .select(['n', 'body'])
    .where('incident_id', '=', columnText(incident))
    .where(findingVisible(scope))
  if (page.after !== undefined) query = query.where('n', '<', page.after)
  const compiled = query
    .orderBy('n', 'desc')
    .limit(page.limit + 1)
    .compile()
  const rows = await store.run<{ n: number; body: string }>(compiled)
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    findings: shown.map(({ body }) => readJson<Finding>(body)),
    ...(rows.length > page.limit && last !== undefined ? { next: last.n } : {}),
  }
}

/** The incident that a finding joined, once it did. Only for whoever made the finding. */
export async function incidentOfFinding(store: StateStore, id: string): Promise<IncidentId | undefined> {
  const asked = sql.selectFrom('finding').select('incident_id').where('id', '=', columnText(id)).compile()
  const [row] = await store.run<{ incident_id: string }>(asked)
  return row?.incident_id as IncidentId | undefined
}

/** How often a detector spoke at or after `from` (milliseconds since the epoch), and when last. */
export async function findingsBy(
  store: StateStore,
  scope: Scope,
  detector: string,
  from: number,
): Promise<{ readonly count: number; readonly last?: number }> {
  const compiled = sql
    .selectFrom('finding')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('time').as('last')])
    .where('detector_id', '=', columnText(detector))
    .where(findingVisible(scope))
    .where('time', '>=', from)
    .compile()
  const [row] = await store.run<{ count: number; last: number | null }>(compiled)
  return { count: Number(row?.count ?? 0), ...(typeof row?.last === 'number' ? { last: row.last } : {}) }
}

export interface EvidenceFrame {
  readonly event: string
  /** Absent where the log no longer had it when the finding was written. */
  readonly bytes: Uint8Array | undefined
  /** Bytes of the whole frame. */
  readonly size: number
  readonly kept: 'whole' | 'cut' | 'missing'
}

export interface FindingWithEvidence {
  readonly finding: Finding
  readonly incident: IncidentId
  readonly frames: readonly EvidenceFrame[]
}

/** A finding with the frames it rests on, from the place `from` on, at most `limit` of them. */
export async function findingById(
  store: StateStore,
  scope: Scope,
  id: string,
  frames: { readonly from: number; readonly limit: number },
): Promise<FindingWithEvidence | undefined> {
  const asked = sql
    .selectFrom('finding')
    .select(['incident_id', 'body'])
    .where('id', '=', columnText(id))
    .where(findingVisible(scope))
    .compile()
  const [row] = await store.run<{ incident_id: string; body: string }>(asked)
  if (row === undefined) return undefined
  const evidence = sql
    .selectFrom('evidence_frame')
    .select(['event_id', 'payload', 'size'])
    .where('finding_id', '=', columnText(id))
    .where('place', '>=', frames.from)
    .orderBy('place')
    .limit(frames.limit)
    .compile()
  const rows = await store.run<{ event_id: string; payload: Uint8Array | null; size: number | null }>(evidence)
  return {
    finding: readJson<Finding>(row.body),
    incident: row.incident_id as IncidentId,
    frames: rows.map(({ event_id, payload, size }) => evidenceFrame(event_id, payload, size)),
  }
}

function evidenceFrame(event: string, payload: Uint8Array | null, size: number | null): EvidenceFrame {
  if (payload === null) return { event, bytes: undefined, size: 0, kept: 'missing' }
  const whole = size ?? payload.length
  return { event, bytes: payload, size: whole, kept: whole > payload.length ? 'cut' : 'whole' }
}
