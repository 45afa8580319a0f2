import type { Severity } from '@tocsin/event'
import type { Observable } from '@tocsin/kit'
import { post } from '../api/client.ts'

/** What a person tells of something that no rule speaks about. */
export interface Told {
  readonly title: string
  readonly observed: string
  readonly severity: Severity
  readonly department?: string | undefined
  readonly about: readonly Observable[]
  /** Ids of events. */
  readonly events: readonly string[]
}

export function openByHand(told: Told): Promise<{ readonly incident: string }> {
  return post('/incidents', told)
}
