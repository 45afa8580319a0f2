import type { HoldCover } from '../../keeping/hold.ts'

/** How long columns stay. Whoever makes it knows the sources' settings and the holds; the store only follows. */
export interface RetainPlan {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly sources: readonly ({ readonly source: string } & RetainDays)[]
  /** For every source that is not named. */
  readonly otherwise: RetainDays
  /** What they cover is not touched. */
  readonly holds: readonly HoldCover[]
}

export interface RetainDays {
  /** Days from `received` that an event's columns stay. */
  readonly days: number
  /** Days that its columns which name people keep their values. */
  readonly peopleDays: number
}

/** The house's own: 90 days, and what names people at most 12 months. */
export const retainDefaults: RetainDays = { days: 90, peopleDays: 365 }

export interface Retained {
  /** Events that are gone. */
  readonly rows: number
  /** Events that no longer name anybody. */
  readonly scrubbed: number
  readonly droppedParts: number
  readonly rewrittenParts: number
}
