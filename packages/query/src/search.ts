import type { Field, Measure, Where } from './query.ts'

/** What a person's text asks for, before anybody said over which time. `parse` reads it, `print` writes it, `toQuery` asks it. */
export interface Search {
  /** Only what happened near something: its time replaces the range that the page or command has. */
  readonly around?: Around
  /** Absent: everything. */
  readonly where?: Where
  /** Fields that events are grouped by, at most 4 with `over`. */
  readonly by: readonly Field[]
  /** Groups by time too; without `seconds` the width follows from the range. */
  readonly over?: { readonly seconds?: number }
  /** Empty where single events are asked for. */
  readonly measures: readonly Measure[]
  /** Only so many groups, those with the largest first measure. */
  readonly top?: number
}

/** A stretch of time on both sides of an event or of a moment. Whoever asks knows how to find the time of an event. */
export type Around =
  | { readonly kind: 'event'; readonly event: string; readonly seconds: number }
  /** `time` in milliseconds since the epoch. */
  | { readonly kind: 'moment'; readonly time: number; readonly seconds: number }

/**
 * How large a search may be.
 *
 * `nodes`, `depth` are of the conditions it turns into, and are what the API takes too; `nesting` counts brackets and
 * `NOT` as they are written.
 */
export const searchLimits = {
  text: 4096,
  nesting: 24,
  depth: 12,
  nodes: 200,
  values: 500,
  keys: 4,
  measures: 8,
  top: 1000,
  span: 365 * 86_400,
} as const
