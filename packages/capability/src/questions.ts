import type { EventAt, Incident } from '@tocsin/event'
import type { Observable, Words } from '@tocsin/kit'
import type { RawFrame, Scope, Statement } from '@tocsin/store'
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

/** An incident that was closed, or is open again. */
export interface ClosingChange {
  readonly incident: string
  readonly closed: boolean
}

/** That closed incidents shall stay quiet: who says so, until when, and why. */
export interface QuietAsk {
  /** The act that closes them, by which the quiet is taken back. */
  readonly act: string
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly until: number
  readonly reason: string
  readonly incidents: readonly Incident[]
}

export interface UnquietAsk extends Pick<QuietAsk, 'act' | 'who' | 'at'> {
  readonly incidents: readonly string[]
}

/** What somebody decided that an incident was. */
export interface Judged {
  readonly incident: string
  readonly verdict: string
  readonly closed: boolean
  readonly by?: string
  /** Milliseconds since the epoch. */
  readonly at?: number
}

/** Who asks: what they see of events, and whose things are theirs. */
export interface Sees {
  readonly scope: Scope
  readonly circle?: { readonly role: string; readonly departments: readonly string[] }
}

/** Something that happened to an incident and is to be told on, as it was written with it. */
export interface OutboxRow {
  /** Grows; whoever tells on keeps the last one that was done with. */
  readonly n: number
  readonly id: string
  readonly kind: 'opened' | 'grew'
  readonly incident: string
  /** Stream time, in milliseconds since the epoch. */
  readonly at: number
}

/** How much of the city is heard of. */
export interface CityHeard {
  readonly assets: number
  /** Zones that have assets, those of which nothing is heard first. */
  readonly zones: readonly {
    readonly id: string
    readonly name: string
    readonly assets: number
    readonly heard: number
  }[]
  /** Assets of high or vital criticality of which nothing is heard: how many, and the first 20 by name. */
  readonly grave: { readonly count: number; readonly names: readonly string[] }
}

/** The open questions about a service, the one whose answer matters most first. */
export interface ServiceAsked {
  readonly name: string
  readonly questions: readonly { readonly about: 'people' | 'fallback' | 'outage'; readonly words: Words }[]
}

/** What an owner answered by a link. */
export interface ServiceTold {
  readonly service: string
  /** In the form of the city's answers. */
  readonly answers: readonly object[]
  /** Who was asked, as the one who asked calls them. */
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What wings ask each other. One provider each; a wing that is switched off leaves its questions unavailable. */
export interface Questions {
  /** The open incident about an observable, newest first. */
  openIncidents(about: Observable): Promise<readonly Incident[]>
  /** The incidents of these ids that there are and that a scope lets through, in any order; at most 500 ids. */
  incidents(ids: readonly string[], scope: Scope): Promise<readonly Incident[]>
  /** What says beside an incident that it is closed or open again: a statement each, for the transaction that closes it. */
  closing(changes: readonly ClosingChange[]): Promise<readonly Statement[]>
  /** What keeps the pairs of rule and observable of these incidents quiet, by incident, for the transaction that closes them. */
  quieting(asked: QuietAsk): Promise<ReadonlyMap<string, readonly Statement[]>>
  /** What ends the quiet that one act made over these incidents, a statement each, for the transaction that takes it back. */
  unquieting(asked: UnquietAsk): Promise<readonly Statement[]>
  /** What people said that these incidents were, of those that were judged; at most 500 ids. */
  judged(ids: readonly string[]): Promise<readonly Judged[]>
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
  /** Which assets and zones that somebody sees are among what was heard of, and which are not. */
  cityHeard(heard: readonly Observable[], sees: Sees): Promise<CityHeard>
  /** The zones that somebody sees, and in which of them addresses and names of hosts stand; what stands in none of these is absent. */
  zonesOfEnds(
    ends: readonly string[],
    sees: Sees,
  ): Promise<{
    readonly zones: readonly { readonly id: string; readonly name: string; readonly layer: string | null }[]
    readonly of: Readonly<Record<string, string>>
  }>
  /** What the line wrote into its outbox after a row, in the order in which it was written; at most `limit`. */
  outbox(after: number, limit: number): Promise<readonly OutboxRow[]>
  /** Names of the assets that observables are, and of the services that their loss takes away, as far as somebody sees them. */
  atStake(
    about: readonly Observable[],
    sees: Sees,
  ): Promise<{ readonly assets: readonly string[]; readonly services: readonly string[] }>
  /** The incidents that hold findings which are part of these work orders, by order, as far as a scope lets them through. */
  workIncidents(orders: readonly string[], scope: Scope): Promise<ReadonlyMap<string, readonly Incident[]>>
  /** Open incidents that are about any of these, the gravest first; at most 500 observables, 200 incidents. */
  incidentsAbout(about: readonly Observable[], scope: Scope): Promise<readonly Incident[]>
  /** What is asked of a service that somebody sees; nothing where there is no such one, or nothing is open. */
  serviceQuestions(service: string, sees: Sees): Promise<ServiceAsked | undefined>
  /** Whether somebody sees a service. */
  serviceSeen(service: string, sees: Sees): Promise<boolean>
  /** Takes what a service's owner answered by a link as statements; the same answer again changes nothing. */
  answerService(told: ServiceTold): Promise<void>
  /** Ends a work order whose findings an owner said were not theirs; nothing where it is over. */
  endOrder(order: string, who: string): Promise<void>
  /** What the rules cover: how many are loaded, asleep and refused. */
  coverage(): Promise<{ readonly loaded: number; readonly asleep: number; readonly refused: number }>
}

export type Asked<Name extends keyof Questions> = Answer<Awaited<ReturnType<Questions[Name]>>>
