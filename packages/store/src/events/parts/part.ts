import type { PartFilter } from './part-filter.ts'

/** A closed file of rows: Parquet, ordered by time, never changed once its row stands in the part table. */
export interface Part {
  /** The file's name in the folder of parts. */
  readonly name: string
  /** Which columns it was written with: `part_form`. */
  readonly form: number
  /**
   * `hour`: rows of one hour of `received` whose time is near it. `stray`: those of the hour whose time is far off, apart, so
   * that one clock that is wrong does not spread every file over all time.
   */
  readonly kind: PartKind
  /** Beginning of its hour, in microseconds. */
  readonly start: bigint
  readonly rows: number
  readonly bytes: number
  readonly time: Range
  readonly received: Range
  /** Columns that name people may hold something. */
  readonly people: boolean
}

export type PartKind = 'hour' | 'stray'

/** Smallest and largest, both included, in microseconds since the epoch. */
export interface Range {
  readonly min: bigint
  readonly max: bigint
}

/** What a part holds of one source and one partition. */
export interface PartShare {
  readonly source: string
  readonly partition: number
  readonly rows: number
  readonly offset: Range
  readonly time: Range
  readonly received: Range
}

export const hour = 3_600_000_000n
export const day = 24n * hour

/** A part before its row is written. */
export interface PartDraft extends Part {
  readonly shares: readonly PartShare[]
  readonly filters: readonly PartFilter[]
}

/** How rows are parted; the defaults are for a city, tests use small ones. */
export interface PartLimits {
  /** Rows of a closed hour that are too few for a file of their own stay in the hot table. */
  readonly minRows: number
  /** A fuller hour becomes several parts; late parts are merged up to this many rows. */
  readonly maxRows: number
  /** How long after its end an hour is closed, in milliseconds. */
  readonly lateness: number
}

export const partLimits: PartLimits = { minRows: 1000, maxRows: 1_000_000, lateness: 10 * 60_000 }

/** Beginning of the hour that a time lies in, before 1970 too. */
export function hourOf(micros: bigint): bigint {
  const into = ((micros % hour) + hour) % hour
  return micros - into
}

export function overlaps(range: Range, from: bigint, until: bigint): boolean {
  return range.min < until && range.max >= from
}

/** A range over several. */
export function spanned(ranges: readonly [Range, ...Range[]]): Range {
  return ranges.reduce((a, b) => ({ min: least(a.min, b.min), max: most(a.max, b.max) }))
}

export function least(a: bigint, b: bigint): bigint {
  return [a, b].sort(order)[0] ?? a
}

export function most(a: bigint, b: bigint): bigint {
  return [a, b].sort(order)[1] ?? b
}

/** For sorting whole numbers, which Math cannot compare. */
export function order(a: bigint, b: bigint): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** `2026-11-22T03-1f0c…`: for an operator's eyes; what the file holds is said by its row. */
export function partName(start: bigint, unique: string): string {
  const at = Number(start / 1000n)
  const iso = Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
  return `${iso.slice(0, iso.indexOf(':') < 0 ? undefined : iso.indexOf(':')).replace(/[^0-9A-Za-z-]/g, '')}-${unique.slice(0, 13)}.parquet`
}
