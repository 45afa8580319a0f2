import type { DetectStage } from '@tocsin/capability'
import { type Realm, realms, severities, type Verdict } from '@tocsin/event'
import { type SeenEvent, seenEvent } from '../findings/finding.ts'

export const verdictsName = 'verdicts'

/** What stage 1 tells of one alert of another tool. */
export interface VerdictMark {
  readonly verdict: Verdict
  readonly realm: Realm
  readonly seen: SeenEvent
}

/** The mildest alert that becomes a finding. Milder ones stay events, which rules may name and people search. */
const least = severities.indexOf('medium')

/** Passes other tools' alerts on to where they are folded: one tool in one source and realm is one key, in log order. */
export function verdictsStage(): DetectStage {
  return {
    name: verdictsName,
    control() {},
    judge(event, _frame, out) {
      const { verdict, realm, source } = event
      if (verdict === undefined || severities.indexOf(verdict.severity) < least) return
      const body: VerdictMark = { verdict, realm, seen: seenEvent(event, []) }
      out.mark({ stage: verdictsName, key: `${realm}|${source}|${verdict.tool}`, body })
    },
  }
}

/** The body of a mark, or nothing if another stage's code wrote it. It comes from our own threads, not from the wire. */
export function verdictMark(body: unknown): VerdictMark | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { verdict, realm, seen } = body as Partial<VerdictMark>
  const whole = typeof verdict?.title === 'string' && typeof seen?.event === 'string'
  return whole && realm !== undefined && realms.includes(realm) ? { verdict, realm, seen } : undefined
}
