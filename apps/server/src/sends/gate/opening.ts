import type { SentOrder } from '../sent.ts'

/** That a zone's owner lets Tocsin send something into it. Times are milliseconds since the epoch. */
export interface Opening {
  readonly id: string
  readonly zone: string
  /** All that Tocsin sends, or what it sends by one order. */
  readonly covers: 'all' | SentOrder
  readonly who: string
  readonly at: number
  readonly until: number
  readonly reason: string
}

export const openingLimits = {
  /** Milliseconds that a zone is open: at most, and where nobody says otherwise. */
  longest: 365 * 86_400_000,
  usual: 30 * 86_400_000,
  /** Openings of one zone at one time. */
  perZone: 50,
} as const

/** How far a clock may have been set back before what was opened after it counts as closed, in milliseconds. */
const backwards = 5 * 60_000

/** A clock that was set back far gives no opening more time than its owner did. */
export function stands({ at, until }: Pick<Opening, 'at' | 'until'>, now: number): boolean {
  return now < until && now >= at - backwards
}

export function coversOrder({ covers }: Pick<Opening, 'covers'>, { kind, id }: SentOrder): boolean {
  return covers === 'all' || (covers.kind === kind && covers.id === id)
}
