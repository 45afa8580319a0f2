import { compares } from './check.ts'
import { groupKey } from './correlation-inputs.ts'
import type { CorrelationHit, CorrelationReading } from './correlation-state.ts'
import type { Correlation } from './rule.ts'
import { scalarNumber } from './scalar.ts'
import { type Timers, timers } from './timer-heap.ts'
import type { Scalar } from './value.ts'
import { type Datum, drop, newWindow, othersOf, put, sizeOf, tagsOf, type Window } from './window.ts'

/** One correlation's groups. */
export interface Lane {
  readonly correlation: Correlation
  readonly groups: Map<string, Group>
  /** Set where the condition has only upper bounds: absence makes no event, so that time must judge. */
  readonly timed: Timers<string> | undefined
  readonly temporal: boolean
}

export interface Group {
  readonly values: readonly Scalar[]
  readonly window: Window
  /** No hit is told before this time. */
  quietUntil: number
  /** Heard since the sweep last came by. */
  touched: boolean
  /** Stream time at which it was last heard. */
  heard: number
  /** How far its source's clock was behind stream time, milliseconds. */
  lag: number
  /** For timed lanes: when the oldest event leaves the window. */
  due: number
  /** For timed lanes: the condition held when it was last judged. */
  held: boolean
  /** What the last event said to correlations that build on this one. */
  readings: readonly CorrelationReading[]
}

export function newLane(correlation: Correlation): Lane {
  const lower = correlation.condition.some(({ is, than }) => is === 'gt' || is === 'gte' || (is === 'eq' && than !== 0))
  return {
    correlation,
    groups: new Map(),
    timed: lower ? undefined : timers(),
    temporal: correlation.type === 'temporal' || correlation.type === 'temporal_ordered',
  }
}

export function newGroup({ correlation }: Lane, values: readonly Scalar[]): Group {
  const { type, rules, percentile } = correlation
  return {
    values,
    window: newWindow({ type, places: rules.length, percentile: percentile ?? 50 }),
    quietUntil: Number.NEGATIVE_INFINITY,
    touched: false,
    heard: Number.NEGATIVE_INFINITY,
    lag: 0,
    due: Number.POSITIVE_INFINITY,
    held: false,
    readings: [],
  }
}

/** What a window remembers of an event besides its time; nothing if the event lacks it. */
export function datumOf(
  { correlation }: Lane,
  { place, value }: CorrelationReading,
): { datum: Datum | undefined } | undefined {
  switch (correlation.type) {
    case 'event_count':
      return { datum: undefined }
    case 'temporal':
    case 'temporal_ordered':
      return { datum: place }
    case 'value_count':
      return value === null ? undefined : { datum: groupKey(value) }
    default: {
      const number = value === null ? undefined : scalarNumber(value[0] ?? null)
      return number === undefined ? undefined : { datum: number }
    }
  }
}

export function latestOf({ times }: Window): number {
  return times.at(-1) ?? Number.NEGATIVE_INFINITY
}

export function oldestOf({ times, head }: Window): number {
  return times[head] ?? Number.POSITIVE_INFINITY
}

/** Forgets what lies outside (end - timespan, end]. */
export function expire(lane: Lane, window: Window, end: number): void {
  const edge = end - lane.correlation.timespan
  while (sizeOf(window) > 0 && oldestOf(window) <= edge) drop(window)
}

/** Puts an event into a group; `cut` says that an older one had to go for it. */
export function remember(
  lane: Lane,
  group: Group,
  event: { readonly time: number; readonly tags: readonly string[]; readonly datum: Datum | undefined },
  entries: number,
): 'kept' | 'cut' {
  put(group.window, event.time, event.tags, event.datum)
  expire(lane, group.window, latestOf(group.window))
  if (sizeOf(group.window) <= entries) return 'kept'
  drop(group.window)
  return 'cut'
}

export function holds({ correlation }: Lane, window: Window): boolean {
  const value = window.tally.value(window)
  return value !== undefined && correlation.condition.every(({ is, than }) => compares(value, is, than))
}

export function hitOf(lane: Lane, group: Group): CorrelationHit {
  const { correlation, temporal } = lane
  const { window, values } = group
  const value = window.tally.value(window)
  const tags = tagsOf(window, temporal)
  const counts = correlation.type === 'event_count' || temporal
  return {
    correlation,
    group: correlation.groupBy.map((field, index) => [field, values[index] ?? null] as const),
    tags,
    others: othersOf(window, tags),
    count: counts ? (value ?? 0) : sizeOf(window),
    ...(counts || value === undefined ? {} : { value }),
    first: sizeOf(window) === 0 ? latestOf(window) : oldestOf(window),
    last: latestOf(window),
  }
}
