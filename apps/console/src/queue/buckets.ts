import type { QueryRow } from '../api/contract.ts'

/** Milliseconds in one step of the strip. */
export const step = 600_000

export interface Bucket {
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly count: number
}

/** The groups of a bucket query in time order; a step without events has none, and what lies outside is left out. */
export function bucketsOf(rows: readonly QueryRow[], from: number, to: number): readonly Bucket[] {
  return rows
    .map((row) => ({ start: Number(row['key0']), count: Number(row['measure0']) }))
    .filter(({ start, count }) => start >= from && start < to && count > 0)
    .sort((a, b) => a.start - b.start)
}
