import type { QueryRow } from '../api/contract.ts'
import type { SavedSpan } from './shapes.ts'

/**
 * Events read at once: a screenful first, as each row of a rare value costs a group of rows that is read for it alone;
 * more where somebody reads on.
 */
export const pageSizes = { first: 40, further: 100 } as const

const hour = 3_600_000
const spans = { hour, day: 24 * hour, week: 7 * 24 * hour, all: Number.POSITIVE_INFINITY } as const

/** [from, to) in milliseconds since the epoch, up to a little after `now`: a server's clock may be ahead of the browser's. */
export function windowOf(window: SavedSpan, now: number): readonly [number, number] {
  return [Math.max(0, now - spans[window]), now + 5 * 60_000]
}

/** Where the next page begins; nothing where this one is not full. */
export function after(
  rows: readonly QueryRow[],
  pageSize: number,
): { readonly time: number; readonly id: string } | undefined {
  const last = rows.length < pageSize ? undefined : rows.at(-1)
  const time = last?.['received']
  const id = last?.['id']
  return typeof time === 'number' && typeof id === 'string' ? { time, id } : undefined
}
