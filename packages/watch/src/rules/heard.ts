import type { Mark } from '@tocsin/capability'
import { type Realm, realms } from '@tocsin/event'
import type { CorrelationInput } from '@tocsin/sigma'
import type { SeenEvent } from '../findings/finding.ts'

export const correlationsName = 'correlations'

/** What stage 1 tells the correlations of one hit. */
export interface HeardMark {
  readonly input: CorrelationInput
  readonly realm: Realm
  /** Id of the rule that spoke. */
  readonly rule: string
  readonly seen: SeenEvent
}

/** The body of a mark, or nothing if another stage's code wrote it. It comes from our own threads, not from the wire. */
export function heardMark(mark: Mark): HeardMark | undefined {
  const body = mark.body
  if (typeof body !== 'object' || body === null) return undefined
  const { input, realm, rule, seen } = body as Partial<HeardMark>
  const whole = input !== undefined && realm !== undefined && realms.includes(realm) && seen !== undefined
  return whole && typeof rule === 'string' ? { input, realm, rule, seen } : undefined
}
