import type { Incident } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders } from '@tocsin/sources'
import { type Coverage, coverageOf, type RuleBundle } from '@tocsin/watch'
import type { Engine } from './engine.ts'
import type { ReplayProgress } from './receive/index.ts'
import { checkInThread } from './rule-check.ts'
import type { KeepStatus } from './threads/messages.ts'

export interface ReplayWish {
  readonly path: string
  /** The name that its frames carry as peer. */
  readonly name: string
  /** A decoder's id. */
  readonly source: string
  readonly rules: RuleBundle
}

export interface ReplayReport {
  /** Read or refused. */
  readonly records: number
  /** Whether the file was read to its end; else the notes say where it is damaged. */
  readonly complete: boolean
  readonly stored: number
  readonly refused: number
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly findings: number
  /** As they are after the replay, in the order in which they were first touched. */
  readonly incidents: readonly Incident[]
  /** What became of the rules that judged it. */
  readonly rules: Coverage
  /** What else is worth knowing, such as where a damaged file could not be read on. */
  readonly notes: readonly string[]
}

/** Appends a file to the replay lane and waits until all of it is judged and kept. One at a time. */
export async function replay(
  engine: Engine,
  wish: ReplayWish,
  progress?: (sofar: ReplayProgress) => void,
): Promise<ReplayReport> {
  if (!decoders.some(({ id }) => id === wish.source)) {
    throw new TocsinError('unknown-source', `No source reads ${wish.source}`, {
      fix: `Use one of ${decoders.map(({ id }) => id).join(', ')}`,
    })
  }
  const touched = new Map<string, Incident>()
  const stop = engine.onIncidents((changed) => {
    for (const incident of changed) if (incident.realm === 'replay') touched.set(incident.id, incident)
  })
  // After a start the stream judges again from its last snapshot: what it counts there is not this file's.
  await engine.caughtUp(1)
  const before = await counts(engine, wish.source)
  await engine.rule(1, wish.rules)
  const answer = await engine.replay(
    { path: wish.path, name: wish.name, source: wish.source, decoder: wish.source },
    progress,
  )
  await engine.caughtUp(1)
  stop()
  const after = await counts(engine, wish.source)
  const decoded = [...after.reasons].map(([reason, count]) => ({
    reason,
    count: count - (before.reasons.get(reason) ?? 0),
  }))
  // A damaged file is no record: it stands in the notes.
  const unread = answer.refused
    .filter(({ reason }) => reason !== answer.stopped?.reason)
    .map(({ reason, count }) => ({ reason, count }))
  const reasons = [...unread, ...decoded].filter(({ count }) => count > 0)
  return {
    records: answer.records + unread.reduce((sum, { count }) => sum + count, 0),
    complete: answer.stopped === undefined,
    stored: after.events - before.events,
    refused: reasons.reduce((sum, { count }) => sum + count, 0),
    reasons,
    findings: after.findings - before.findings,
    incidents: [...touched.values()],
    notes: [
      ...answer.notes,
      ...after.troubles.map(({ detector, count, message }) => `${detector} failed ${count} times: ${message}`),
      ...(answer.stopped === undefined
        ? []
        : [`not read to its end: ${answer.stopped.reason} at byte ${answer.stopped.offset}`]),
    ],
    rules: coverageOf(await checkInThread(wish.rules)),
  }
}

/** How often each reason was given for a source of the replay lane: another source's refusals are not this replay's. */
export function refusedOf(
  refusals: KeepStatus['refusals'],
  source: string,
): (readonly [reason: string, count: number])[] {
  return refusals
    .filter((row) => row.lane === 1 && row.source === source)
    .map(({ reason, count }) => [reason, count] as const)
}

async function counts(engine: Engine, source: string) {
  const status: KeepStatus = await engine.keep('keepStatus')
  const sink = status.sinks.find(({ lane }) => lane === 1)
  return {
    events: sink?.events ?? 0,
    findings: sink?.findings ?? 0,
    troubles: sink?.troubles ?? [],
    reasons: new Map(refusedOf(status.refusals, source)),
  }
}
