import type { Observable } from '@tocsin/kit'
import type { EventRow } from './columns.ts'
import type { EventAt } from './event-at.ts'
import type { Origin, Realm } from './frame.ts'
import type { Native } from './native.ts'
import type { Seen } from './seen.ts'
import type { Verdict } from './verdict.ts'

/** Sigma's three words for where a record comes from, stamped by the decoder; `definition` is never matched on. */
export interface LogSource {
  readonly product?: string
  readonly category?: string
  readonly service?: string
}

/**
 * `late`: its own time lies more than 10 min before `received`; windows use it all the same.
 * `stated`: the source's own time. `none`: it gave none, `received` stands in.
 * `skewed`: its time lies more than 24 h before or 5 min after `received`; it is kept, and windows use `received`.
 */
export type TimeQuality = 'stated' | 'late' | 'none' | 'skewed'

/** One thing that happened, decoded from a frame. */
export interface Event {
  readonly at: EventAt
  /** The source's time in milliseconds since the epoch, or `received` where it gave none. */
  readonly time: number
  /** Milliseconds since the epoch, with microseconds as fractions. */
  readonly received: number
  readonly timeQuality: TimeQuality
  readonly source: string
  /** The id of the decoder that read it. */
  readonly decoder: string
  /** The same source sent the same bytes not long before. */
  readonly repeated?: boolean
  readonly realm: Realm
  readonly origin: Origin
  /** Every logsource that the event answers to; a 4688 is both `service: security` and `category: process_creation`. */
  readonly logsources: readonly LogSource[]
  readonly native: Native
  /** Documented aliases (`Image` for `NewProcessName`); rules read `native` first. */
  readonly derived: Native
  readonly ocsf: EventRow
  /** What the event names, the most telling first: host, then account, then address. */
  readonly observables: readonly Observable[]
  /** Where the record is another tool's alert: what that tool says. */
  readonly verdict?: Verdict
  /** What was recognised of the city. */
  readonly seen: Seen
}
