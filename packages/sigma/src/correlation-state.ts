import type { Correlation } from './rule.ts'
import type { Scalar } from './value.ts'

/** One hit as correlations hear it: what each of them reads from the event. Survives structured clone and JSON. */
export interface CorrelationInput {
  /** The correlation that names the rule, and the rule's place in its list. */
  readonly correlation: string
  readonly place: number
  /** For that correlation and all that build on it. */
  readonly readings: readonly CorrelationReading[]
}

export interface CorrelationReading {
  readonly correlation: string
  /** The place, in that correlation's list, of the rule or correlation through which it hears the event. */
  readonly place: number
  /** Values of the group-by fields, in order; null where one of them is absent. */
  readonly group: readonly Scalar[] | null
  /** Values of the condition's fields, in order; null where one of them is absent or there are none. */
  readonly value: readonly Scalar[] | null
}

export interface CorrelationHit {
  readonly correlation: Correlation
  readonly group: readonly (readonly [field: string, value: Scalar])[]
  /** Ids of the events that it rests on: the newest 100, oldest first. */
  readonly tags: readonly string[]
  /** Ids of the other events in the window: counted, and not named. */
  readonly others: readonly string[]
  /** Events in the window; for temporal kinds, how many of the rules were heard. */
  readonly count: number
  /** What was compared with the condition, where it is not the count: distinct values, sum, mean, percentile. */
  readonly value?: number
  /** Milliseconds since the epoch: the earliest and latest event that it rests on. */
  readonly first: number
  readonly last: number
}

/** Bounds on memory. Reaching one evicts the stalest and counts it; it never refuses an event. */
export interface CorrelationLimits {
  /** Groups remembered per correlation. */
  readonly groups: number
  /** Events remembered per group. */
  readonly entries: number
}

export interface CorrelationCounters {
  /** Inputs heard. */
  readonly taken: number
  /** Groups forgotten before their time, because there were too many. */
  readonly evicted: number
  /** Events forgotten before their time, because their group held too many. */
  readonly cut: number
  /** Events older than their group's window. */
  readonly late: number
  /** Hits held back because the same group had just hit. */
  readonly suppressed: number
  /** Events without one of the group-by fields. */
  readonly ungrouped: number
  /** Events without a usable value in the condition's field. */
  readonly valueless: number
  /** Inputs and saved groups for correlations that this engine does not have. */
  readonly unknown: number
  /** Groups held now. */
  readonly groups: number
}

/** How near a correlation is to its condition. */
export interface Nearness {
  /** Groups with events in the window. */
  readonly groups: number
  /** The nearest ones, nearest first. */
  readonly nearest: readonly NearGroup[]
}

export interface NearGroup {
  readonly group: readonly (readonly [field: string, value: Scalar])[]
  /** Events in the window. */
  readonly events: number
  /** What the condition is compared with: events, distinct values, rules heard, sum, mean or percentile; none of no numbers. */
  readonly value?: number
  readonly holds: boolean
  /** How much the value must grow until the condition holds; absent where growing does not lead there. */
  readonly missing?: number
  /** For temporal kinds: ids of the rules that were not heard yet, in order. */
  readonly unheard?: readonly string[]
  /** Milliseconds since the epoch: the oldest and the newest event in the window, and when the oldest one leaves it. */
  readonly first: number
  readonly last: number
  readonly ends: number
  /** A hit before this time is held back, as the group has just hit. */
  readonly quietUntil?: number
}

/** Memory of correlations. Time is what it is told; it has no clock. */
export interface CorrelationState {
  /** @param time of the event, milliseconds since the epoch; @param tag the event's id */
  take(input: CorrelationInput, time: number, tag: string): readonly CorrelationHit[]
  /** Says that stream time has come to here: conditions on absence are judged, and stale groups forgotten. */
  tick(time: number): readonly CorrelationHit[]
  /**
   * How near a correlation is to its condition at a time, the nearest groups first; changes nothing. Nothing where there
   * is no such correlation.
   */
  near(correlation: string, time: number, most?: number): Nearness | undefined
  /** Everything remembered, as bytes; nothing if nothing is. */
  snapshot(): Uint8Array | undefined
  /** Replaces what is remembered. Groups of correlations that changed since are dropped and counted as unknown. */
  restore(bytes: Uint8Array): void
  readonly counters: CorrelationCounters
}
