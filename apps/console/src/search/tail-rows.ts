import type { QueryRow } from '../api/contract.ts'

/** Rows that are kept, and those that wait while somebody reads. */
export const mostRows = 100
/** Rows that are drawn while they flow: a screenful. Nobody reads further down in what moves; who stops it sees all. */
export const flowingRows = 40

/** What of a stream of events is on the screen, and what waits. */
export interface TailRows {
  /** The newest first. */
  readonly shown: readonly QueryRow[]
  readonly held: readonly QueryRow[]
  /** How many came while the screen was held, those that found no room too. */
  readonly waiting: number
  /** Events that may have answered and that the server could not send one by one. */
  readonly dropped: number
  readonly seen: number
}

export const noRows: TailRows = { shown: [], held: [], waiting: 0, dropped: 0, seen: 0 }

/** Rows that came, oldest first: onto the screen, or to those that wait while it is held. */
export function arrived(before: TailRows, events: readonly QueryRow[], still: 'held' | 'flowing'): TailRows {
  if (events.length === 0) return before
  const newest = events.toReversed()
  const seen = before.seen + events.length
  if (still === 'held') {
    return {
      ...before,
      seen,
      held: [...newest, ...before.held].slice(0, mostRows),
      waiting: before.waiting + events.length,
    }
  }
  return { ...before, seen, shown: [...newest, ...before.shown].slice(0, mostRows) }
}

/** What waited comes onto the screen. */
export function released(before: TailRows): TailRows {
  if (before.waiting === 0) return before
  return { ...before, shown: [...before.held, ...before.shown].slice(0, mostRows), held: [], waiting: 0 }
}
