import type { EventAt, Incident, Realm, Severity } from '@tocsin/event'
import type { Observable } from '@tocsin/kit'
import type { RawFrame, Scope } from '@tocsin/store'
import type { Look } from './look.ts'

/** An answer, or that nobody here can give one: the asker shows it. */
export type Answer<Value> =
  | { readonly kind: 'answer'; readonly value: Value }
  | { readonly kind: 'unavailable'; readonly why: string }

/** Whether a source's records name people, and how. */
export type Personal = 'none' | 'names' | 'sensitive'

/** What an incident was found to be. */
export type Verdict = 'true-positive' | 'benign' | 'false-positive' | 'exercise' | 'unknown'

/** What was decided about a source. Null is the house's default: 7 days of raw frames, 90 of columns. */
export interface SourceSetting {
  readonly source: string
  /** Who owns it: its people see what it sends. Null: nobody but those who see everything. */
  readonly department: string | null
  readonly rawDays: number | null
  readonly columnDays: number | null
  readonly personal: Personal
}

/** What a rule needs to be sent before it can speak. */
export interface RuleNeed {
  readonly rule: string
  readonly title: string
  readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical'
  /** `product|category|service`; an empty part is any. */
  readonly asks: readonly string[]
  readonly listening: boolean
}

/** What wings ask each other. One provider each; a wing that is switched off leaves its questions unavailable. */
export interface Questions {
  /** The open incident about an observable, newest first. */
  openIncidents(about: Observable): Promise<readonly Incident[]>
  /** The incidents of these ids that there are and that a scope lets through, in any order; at most 500 ids. */
  incidents(ids: readonly string[], scope: Scope): Promise<readonly Incident[]>
  /** Which of these incidents are closed. One that has more findings than at its closing is not: it is open again. */
  closedAmong(incidents: readonly Pick<Incident, 'id' | 'findings'>[]): Promise<ReadonlySet<string>>
  /** How many incidents that a scope lets through are closed, by severity, in one realm or all. */
  closedCounts(realm: Realm | undefined, scope: Scope): Promise<Readonly<Record<Severity, number>>>
  /** The frame that carried an event: its bytes, from the log or from evidence, or since when and why they are gone. What a scope hides is unknown. */
  rawFrame(at: EventAt, scope: Scope): Promise<RawFrame>
  /** What was decided about sources; one of which nothing was decided is not among them. */
  sourceSettings(): Promise<readonly SourceSetting[]>
  /** What format the first bytes of a source are in; 64 KiB of them are looked at. */
  looksLike(bytes: Uint8Array): Promise<Look>
  /** The sources that sent events of one of these logsources (`product|category|service`; an empty part is any), and how each is. */
  sendersOf(
    asks: readonly string[],
    scope: Scope,
  ): Promise<readonly { readonly source: string; readonly state: string }[]>
  /** What people decided about these incidents; one that nobody judged is not among them. At most 500 ids, that the asker may see. */
  verdicts(ids: readonly string[]): Promise<ReadonlyMap<string, Verdict>>
  /** What each rule that can be used asks for. */
  ruleNeeds(): Promise<readonly RuleNeed[]>
  /** What the rules cover: how many are loaded, asleep and refused. */
  coverage(): Promise<{ readonly loaded: number; readonly asleep: number; readonly refused: number }>
}

export type Asked<Name extends keyof Questions> = Answer<Awaited<ReturnType<Questions[Name]>>>
