import { windowExcerpt } from '../findings/excerpt.ts'
import type { SeenEvent } from '../findings/finding.ts'

interface Kept {
  readonly seen: SeenEvent
  /** Rules that spoke of it. */
  readonly rules: readonly string[]
  /** Stream time after which no window can name it, in milliseconds since the epoch. */
  readonly until: number
}

/** What is remembered of the events that lie in windows, so that a correlation can name its evidence. */
export interface SeenEvents {
  readonly kept: Map<string, Kept>
  readonly limit: number
}

/** Events remembered by one shard. */
export const maxSeenEvents = 20_000

export function seenEvents(limit = maxSeenEvents): SeenEvents {
  return { kept: new Map(), limit }
}

/**
 * Remembers an event; one that several rules speak of is kept once, with the fields of all within bounds. Beyond the
 * limit the oldest leave.
 *
 * @param until stream time after which no window is expected to name it, in milliseconds since the epoch
 */
export function remember(events: SeenEvents, rule: string, seen: SeenEvent, until: number): void {
  const before = events.kept.get(seen.event)
  if (before === undefined) events.kept.set(seen.event, { seen, rules: [rule], until })
  else if (!before.rules.includes(rule)) {
    const matched = [...before.seen.matched, ...seen.matched].slice(0, windowExcerpt.fields * 2)
    events.kept.set(seen.event, {
      seen: { ...before.seen, matched },
      rules: [...before.rules, rule].slice(0, 16),
      until,
    })
  }
  for (const id of events.kept.keys()) {
    if (events.kept.size <= events.limit) return
    events.kept.delete(id)
  }
}

/** Forgets what no window is expected to name. Entries stand about in the order of stream time: the first that stays ends it. */
export function passTime(events: SeenEvents, streamTime: number): void {
  for (const [id, { until }] of events.kept) {
    if (until >= streamTime) return
    events.kept.delete(id)
  }
}

export function lookup(events: SeenEvents, ids: readonly string[]): Map<string, SeenEvent> {
  const found = new Map<string, SeenEvent>()
  for (const id of ids) {
    const kept = events.kept.get(id)
    if (kept !== undefined) found.set(id, kept.seen)
  }
  return found
}

export function restoreSeen(events: SeenEvents, saved: SavedSeen): void {
  events.kept.clear()
  for (const kept of saved.slice(-events.limit)) events.kept.set(kept.seen.event, kept)
}

export type SavedSeen = readonly Kept[]
