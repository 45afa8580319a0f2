import type { AssetId, FindingId, IncidentId, Observable, Words } from '@tocsin/kit'
import type { Origin, Realm } from './frame.ts'
import type { Scalar } from './native.ts'
import type { FieldAnswer, WorkPart } from './work.ts'

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical'
/** From the least to the most severe. */
export const severities: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical']

/** An ATT&CK technique (Enterprise or ICS), such as `T1059.001`; the name only where we know it. */
export interface Technique {
  readonly id: string
  readonly name?: string
}

/** A field that made the detector speak: its value, and which part of it matched, in UTF-16 code units of the value. */
export interface MatchedField {
  readonly field: string
  readonly value: Scalar
  /** What was asked of it, such as `ends with \powershell.exe`. */
  readonly asked: string
  readonly ranges: readonly (readonly [start: number, end: number])[]
}

/** An event that a finding rests on. Its frame is copied beside the finding, so that it outlives retention. */
export interface Evidence {
  /** As `eventId` writes it. */
  readonly event: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly source: string
  readonly matched: readonly MatchedField[]
}

/** A detector's statement, with its evidence. Its id is a hash of detector, version, key and event ids or window. */
export interface Finding {
  readonly id: FindingId
  readonly detector: {
    /** A rule of ours, another tool whose alert came in as an event, a person who told of something, or what the city declares. */
    readonly kind: 'sigma' | 'tool' | 'person' | 'city'
    readonly id: string
    readonly version: string
    readonly title: string
    /** The title in both languages, where the rule gives it. */
    readonly says?: Words
  }
  readonly severity: Severity
  /** 0..1; never surer than its best origin allows. */
  readonly confidence: number
  readonly techniques: readonly Technique[]
  readonly realm: Realm
  readonly origin: Origin
  /** What happened, in milliseconds since the epoch: the time of the last event that it rests on. */
  readonly time: number
  /** Stream time at which it was said, in milliseconds since the epoch. */
  readonly said: number
  /** One sentence: why. */
  readonly reason: Words
  /** What to do first, in one or two sentences, where the rule says it. */
  readonly advice?: Words
  /** Whom it is about, the most telling first. Incidents group by the first one. */
  readonly observables: readonly Observable[]
  /** The asset that the first observable surely is, by the city that stood when the event was received. */
  readonly thing?: AssetId
  readonly evidence: readonly Evidence[]
  /** How many events it rests on; may be more than are listed. */
  readonly events: number
  /** The declared work that it is part of. */
  readonly work?: WorkPart
  /** It is an owner's answer, and belongs to this incident. */
  readonly answers?: { readonly incident: IncidentId; readonly answer: FieldAnswer }
}
