import type { Finding } from '@tocsin/event'
import { type Statement, type StateStore, unknownSource } from '@tocsin/store'
import { columnText } from './column-text.ts'
import { maxFrameCopy } from './grouping.repository.ts'
import { readJson, sql } from './statement.repository.ts'

// The house's own keeping reads and writes here, for no person: what a person sees goes through finding.repository.ts.

/** The copy that a finding keeps of an event's frame, where one does, and the source that the finding names for it. */
export async function evidenceCopy(
  state: StateStore,
  event: string,
): Promise<{ readonly payload: Uint8Array; readonly whole: boolean; readonly source: string } | undefined> {
  const asked = sql
    .selectFrom('evidence_frame')
    .innerJoin('finding', 'finding.id', 'evidence_frame.finding_id')
    .select(['evidence_frame.payload', 'evidence_frame.size', 'finding.body'])
    .where('evidence_frame.event_id', '=', columnText(event))
    .where('evidence_frame.payload', 'is not', null)
    .limit(mostFindings)
    .compile()
  const rows = await state.run<{ payload: Uint8Array | null; size: number | null; body: string }>(asked)
  for (const nameless of [false, true]) {
    for (const { payload, size, body } of rows) {
      // A correlation that had forgotten an event names it without its source; another finding may know it.
      const source = readJson<Finding>(body).evidence.find((one) => one.event === event)?.source ?? unknownSource
      if (payload === null || (source === unknownSource) !== nameless) continue
      return { payload, whole: payload.length >= (size ?? 0), source }
    }
  }
  return undefined
}

/** Findings that are asked for the source of one event. */
const mostFindings = 20

/** Events that findings name as evidence without a copy of their frame so far, in the order of their ids. */
export async function uncopiedEvidence(state: StateStore, after: string, limit: number): Promise<readonly string[]> {
  const asked = sql
    .selectFrom('evidence_frame')
    .select('event_id')
    .distinct()
    .where('payload', 'is', null)
    // A size without a payload says that the log was asked in vain, or that the copy was erased.
    .where('size', 'is', null)
    .where('event_id', '>', after)
    .orderBy('event_id')
    .limit(limit)
    .compile()
  return (await state.run<{ event_id: string }>(asked)).map(({ event_id }) => event_id)
}

/** Keeps the frame of an event as evidence wherever a finding lacks it; without bytes the log is not asked again. */
export function copyEvidence(event: string, bytes: Uint8Array | undefined): Statement {
  return sql
    .updateTable('evidence_frame')
    .set({ payload: bytes?.subarray(0, maxFrameCopy) ?? null, size: bytes?.length ?? 0 })
    .where('event_id', '=', columnText(event))
    .where('payload', 'is', null)
    .where('size', 'is', null)
    .compile()
}

/** How many copies of some events' frames there are, in all findings. */
export async function countEvidence(state: StateStore, events: readonly string[]): Promise<number> {
  let copies = 0
  for (let from = 0; from < events.length; from += mostIds) {
    const [row] = await state.run<{ copied: number }>(
      sql
        .selectFrom('evidence_frame')
        .select((eb) => eb.fn.count<number>('payload').as('copied'))
        .where('event_id', 'in', events.slice(from, from + mostIds))
        .compile(),
    )
    copies += Number(row?.copied ?? 0)
  }
  return copies
}

/** Takes the copies of some events' frames, and the values matched in them, out of all findings; gives how many copies. */
export async function eraseEvidence(state: StateStore, events: readonly string[]): Promise<number> {
  let erased = 0
  for (let from = 0; from < events.length; from += mostIds) {
    const ids = events.slice(from, from + mostIds)
    const rows = await state.run<{ finding_id: string; body: string; copied: number }>(
      sql
        .selectFrom('evidence_frame')
        .innerJoin('finding', 'finding.id', 'evidence_frame.finding_id')
        .select((eb) => [
          'evidence_frame.finding_id',
          'finding.body',
          eb.fn.count<number>('evidence_frame.payload').as('copied'),
        ])
        .where('evidence_frame.event_id', 'in', ids)
        .groupBy(['evidence_frame.finding_id', 'finding.body'])
        .compile(),
    )
    const gone = new Set(ids)
    await state.transact([
      sql.updateTable('evidence_frame').set({ payload: null, size: 0 }).where('event_id', 'in', ids).compile(),
      ...rows.map(({ finding_id, body }) =>
        sql
          .updateTable('finding')
          .set({ body: JSON.stringify(withoutMatches(readJson<Finding>(body), gone)) })
          .where('id', '=', finding_id)
          .compile(),
      ),
    ])
    for (const { copied } of rows) erased += Number(copied)
  }
  return erased
}

/** The events that an incident's findings name. */
export async function eventsOfIncident(state: StateStore, incident: string): Promise<readonly string[]> {
  const asked = sql
    .selectFrom('evidence_frame')
    .innerJoin('finding', 'finding.id', 'evidence_frame.finding_id')
    .select('evidence_frame.event_id')
    .distinct()
    .where('finding.incident_id', '=', columnText(incident))
    .compile()
  return (await state.run<{ event_id: string }>(asked)).map(({ event_id }) => event_id)
}

/** Ids in one question: SQLite takes 32,766 values in a statement. */
const mostIds = 500

function withoutMatches(finding: Finding, events: ReadonlySet<string>): Finding {
  return {
    ...finding,
    evidence: finding.evidence.map((one) => (events.has(one.event) ? { ...one, matched: [] } : one)),
  }
}
