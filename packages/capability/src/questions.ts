import type { EventAt, Incident, Realm, Severity } from '@tocsin/event'
import type { Observable } from '@tocsin/kit'
import type { RawFrame } from '@tocsin/store'

/** An answer, or that nobody here can give one: the asker shows it. */
export type Answer<Value> =
  | { readonly kind: 'answer'; readonly value: Value }
  | { readonly kind: 'unavailable'; readonly why: string }

/** What wings ask each other. One provider each; a wing that is switched off leaves its questions unavailable. */
export interface Questions {
  /** The open incident about an observable, newest first. */
  openIncidents(about: Observable): Promise<readonly Incident[]>
  /** The incidents of these ids that there are, in any order; at most 500 ids. */
  incidents(ids: readonly string[]): Promise<readonly Incident[]>
  /** Which of these incidents are closed. One that has more findings than at its closing is not: it is open again. */
  closedAmong(incidents: readonly Pick<Incident, 'id' | 'findings'>[]): Promise<ReadonlySet<string>>
  /** How many incidents are closed, by severity, in one realm or all. */
  closedCounts(realm: Realm | undefined): Promise<Readonly<Record<Severity, number>>>
  /** The frame that carried an event: its bytes, from the log or from evidence, or since when and why they are gone. */
  rawFrame(at: EventAt): Promise<RawFrame>
  /** What the rules cover: how many are loaded, asleep and refused. */
  coverage(): Promise<{ readonly loaded: number; readonly asleep: number; readonly refused: number }>
}

export type Asked<Name extends keyof Questions> = Answer<Awaited<ReturnType<Questions[Name]>>>
