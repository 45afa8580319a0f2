import type { Incident } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders } from '@tocsin/sources'
import { listRules, type RuleBundle } from '@tocsin/watch'
import type { Engine, ReplayProgress } from './engine.ts'

export interface ReplayWish {
  readonly path: string
  /** The name that its frames carry as peer. */
  readonly name: string
  /** A decoder's id. */
  readonly source: string
  readonly rules?: RuleBundle
}

export interface ReplayReport {
  readonly records: number
  readonly stored: number
  readonly refused: number
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly findings: number
  /** As they are after the replay, in the order in which they were first touched. */
  readonly incidents: readonly Incident[]
  readonly rules: { readonly loaded: number; readonly refused: number; readonly others: number }
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
  const before = await counts(engine)
  if (wish.rules !== undefined) await engine.rule(1, wish.rules)
  const answer = await engine.replay(
    { path: wish.path, name: wish.name, source: wish.source, decoder: wish.source },
    progress,
  )
  await engine.caughtUp(1)
  stop()
  const after = await counts(engine)
  const decoded = [...after.reasons].map(([reason, count]) => ({ reason, count: count - (before.reasons.get(reason) ?? 0) }))
  const reasons = [...answer.refused, ...decoded].filter(({ count }) => count > 0)
  const rules = wish.rules === undefined ? undefined : listRules(wish.rules, [])
  return {
    records: answer.records,
    stored: after.events - before.events,
    refused: reasons.reduce((sum, { count }) => sum + count, 0),
    reasons,
    findings: after.findings - before.findings,
    incidents: [...touched.values()],
    rules: {
      loaded: rules?.loaded.length ?? 0,
      refused: rules?.refused.length ?? 0,
      others: rules?.others.length ?? 0,
    },
  }
}

async function counts(engine: Engine) {
  const status = await engine.keep('keepStatus')
  const sink = status.sinks.find(({ lane }) => lane === 1)
  return {
    events: sink?.events ?? 0,
    findings: sink?.findings ?? 0,
    reasons: new Map(status.refusals.filter(({ lane }) => lane === 1).map(({ reason, count }) => [reason, count])),
  }
}
