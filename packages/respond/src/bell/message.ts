import type { Realm, Severity } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import type { NoticeKind } from './target.ts'

/** What a message says of one incident. Nothing here names a person: no owner, account, address, story or field of an event. */
export interface Told {
  readonly incident: string
  readonly event: NoticeKind
  readonly severity: Severity
  readonly title: Words
  /** Names as the city's lists give them, or the host that the incident is about. */
  readonly assets: readonly string[]
  readonly services: readonly string[]
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** A message as it was put together once: what is sent again is the same, under the same id. */
export interface Message {
  readonly id: string
  readonly kind: 'incidents' | 'test'
  /** Of all incidents in it. */
  readonly realm: Realm
  /** Milliseconds since the epoch. */
  readonly made: number
  /** The gravest first, ten at most. */
  readonly told: readonly Told[]
  /** Incidents beyond these. */
  readonly more: number
}

/** Incidents that a message tells of one by one. */
export const mostTold = 10

export type Language = 'en' | 'fr'
