import { fromZone, zoneOfMinutes } from '@tocsin/kit'

/** How far the times of one sender lie from their receipt: a histogram by quarter of an hour, with a short memory. */
export interface ClockOffset {
  /** The zone that times without one were read in. */
  zone: string
  local: boolean
  /** Counts by quarter of an hour; 99 is what lies on no quarter. */
  quarters: Record<string, number>
  /** The quarter that most lie on, and since when it has been that one, in milliseconds since the epoch. */
  top: number
  since: number
  last: number
}

/** A constant offset that somebody should decide about. */
export interface OffsetSeen {
  /** Minutes that its times lie after (or, negative, before) their receipt. */
  readonly minutes: number
  /** The zone that would explain it; absent where the source says zones, or none explains it: then its clock is wrong. */
  readonly zone: string | undefined
  /** Times that speak for it. */
  readonly events: number
}

/** Counts are halved past this, so that what holds now outweighs what held before. */
const memory = 2000
const fewest = 20
const most = 0.9
/** Nothing can be received before it happens: what lies ahead is soon believed. What lies back may be a batch that was late. */
const spanAhead = 10_000
const spanBehind = 10 * 60_000

export function clockOffset(now: number): ClockOffset {
  return { zone: '', local: false, quarters: {}, top: 0, since: now, last: now }
}

/** Takes what one batch says. Another zone begins anew: the old one's offsets say nothing of it. */
export function noteOffsets(
  offset: ClockOffset,
  said: { readonly zone?: string; readonly local: boolean; readonly quarters: readonly (readonly [number, number])[] },
  at: number,
): void {
  if (said.quarters.length === 0) return
  if ((said.zone ?? '') !== offset.zone) {
    Object.assign(offset, clockOffset(at), { zone: said.zone ?? '' })
  }
  offset.local = said.local
  for (const [quarter, count] of said.quarters) {
    offset.quarters[quarter] = (offset.quarters[quarter] ?? 0) + count
  }
  if (total(offset) > memory) halve(offset)
  const top = largest(offset)
  if (top !== offset.top) {
    offset.top = top
    offset.since = at
  }
  offset.last = Math.max(offset.last, at)
}

/** The constant offset, where there is one that is not nought. */
export function offsetSeen(offset: ClockOffset): OffsetSeen | undefined {
  const { top, since, last, local } = offset
  const events = offset.quarters[top] ?? 0
  if (top === 0 || top === 99 || events < fewest || events < most * total(offset)) return undefined
  if (last - since < (top > 0 ? spanAhead : spanBehind)) return undefined
  const minutes = top * 15
  // A zone that was given already may have become wrong: clocks change in spring.
  const given = (last - fromZone(last, offset.zone === '' ? 'UTC' : offset.zone)) / 60_000
  const east = given + minutes
  return { minutes, events, zone: local && Math.abs(east) <= 14 * 60 ? zoneOfMinutes(east) : undefined }
}

function total({ quarters }: ClockOffset): number {
  let sum = 0
  for (const count of Object.values(quarters)) sum += count
  return sum
}

function halve(offset: ClockOffset): void {
  offset.quarters = Object.fromEntries(
    Object.entries(offset.quarters).flatMap(([quarter, count]) =>
      count < 2 ? [] : [[quarter, Math.floor(count / 2)]],
    ),
  )
}

function largest({ quarters }: ClockOffset): number {
  let top = 0
  let count = quarters[0] ?? 0
  for (const [quarter, other] of Object.entries(quarters)) {
    if (other > count) [top, count] = [Number(quarter), other]
  }
  return top
}
