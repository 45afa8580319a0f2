import type { CorrelationKind } from './rule.ts'

/** The events of one group within a timespan, with whatever its correlation compares kept up to date. */
export interface Window {
  /** Ascending; those before `head` are gone already. */
  readonly times: number[]
  readonly tags: (readonly string[])[]
  /** Place of the rule, number, or folded value, by the kind of correlation; empty for event_count. */
  readonly data: Datum[]
  head: number
  readonly tally: Tally
}

export type Datum = number | string

/** What is counted as events come and go. */
interface Tally {
  add(datum: Datum, time: number): void
  remove(datum: Datum): void
  /** What the condition is compared with; nothing where the window has no such value. */
  value(window: Window): number | undefined
}

export interface WindowShape {
  readonly type: CorrelationKind
  /** How many rules the correlation hears. */
  readonly places: number
  readonly percentile: number
}

export function newWindow(shape: WindowShape): Window {
  return { times: [], tags: [], data: [], head: 0, tally: newTally(shape) }
}

export function sizeOf(window: Window): number {
  return window.times.length - window.head
}

/** Puts an event in at its time, after others of the same time. */
export function put(window: Window, time: number, tags: readonly string[], datum: Datum | undefined): void {
  const { times, data } = window
  let at = times.length
  while (at > window.head && (times[at - 1] ?? 0) > time) at--
  if (at === times.length) {
    times.push(time)
    window.tags.push(tags)
    if (datum !== undefined) data.push(datum)
  } else {
    times.splice(at, 0, time)
    window.tags.splice(at, 0, tags)
    if (datum !== undefined) data.splice(at, 0, datum)
  }
  if (datum !== undefined) window.tally.add(datum, time)
}

/** Forgets the oldest event. */
export function drop(window: Window): void {
  const datum = window.data[window.head]
  if (datum !== undefined) window.tally.remove(datum)
  window.tags[window.head] = none
  window.head++
  if (window.head < 32 || window.head * 2 < window.times.length) return
  window.times.splice(0, window.head)
  window.tags.splice(0, window.head)
  if (window.data.length > 0) window.data.splice(0, window.head)
  window.head = 0
}

const none: readonly string[] = []
const mostTags = 100

/** The newest 100 event ids, oldest first; of each rule that a temporal correlation hears, the newest one is among them. */
export function tagsOf(window: Window, temporal: boolean): string[] {
  const chosen = new Set<number>()
  if (temporal) {
    const heard = new Set<Datum>()
    for (let i = window.times.length - 1; i >= window.head; i--) {
      const place = window.data[i] ?? 0
      if (heard.has(place)) continue
      heard.add(place)
      chosen.add(i)
    }
  }
  for (let i = window.times.length - 1; i >= window.head && chosen.size < mostTags; i--) chosen.add(i)
  const tags = [...chosen].sort((a, b) => a - b).flatMap((index) => window.tags[index] ?? [])
  return [...new Set(tags)].slice(-mostTags)
}

/** Ids of the window's events that `tags` leaves out, oldest first. */
export function othersOf(window: Window, tags: readonly string[]): readonly string[] {
  if (sizeOf(window) < mostTags && tags.length < mostTags) return none
  const named = new Set(tags)
  return [...new Set(window.tags.slice(window.head).flat())].filter((tag) => !named.has(tag))
}

function newTally({ type, places, percentile }: WindowShape): Tally {
  switch (type) {
    case 'event_count':
      return counted
    case 'value_count':
    case 'temporal':
      return distinctTally()
    case 'temporal_ordered':
      return orderedTally(places)
    case 'value_sum':
    case 'value_avg':
      return sumTally(type)
    default:
      return rankTally(type === 'value_median' ? undefined : percentile)
  }
}

const counted: Tally = { add: () => undefined, remove: () => undefined, value: sizeOf }

function distinctTally(): Tally {
  const counts = new Map<Datum, number>()
  return {
    add: (datum) => {
      counts.set(datum, (counts.get(datum) ?? 0) + 1)
    },
    remove: (datum) => {
      const left = (counts.get(datum) ?? 0) - 1
      if (left > 0) counts.set(datum, left)
      else counts.delete(datum)
    },
    value: () => counts.size,
  }
}

/**
 * How many of the rules, from the first on, were heard in their order; equal times are in order either way.
 *
 * Takes the earliest time of each rule that is not before the one taken for the rule before it: if any choice is in
 * order, this one is.
 */
function orderedTally(places: number): Tally {
  const heard = Array.from({ length: places }, () => ({ times: [] as number[], head: 0 }))
  return {
    add: (datum, time) => {
      const list = heard[Number(datum)]
      list?.times.splice(Math.max(list.head, placeIn(list.times, time)), 0, time)
    },
    remove: (datum) => {
      const list = heard[Number(datum)]
      if (list === undefined || ++list.head < 64 || list.head * 2 < list.times.length) return
      list.times.splice(0, list.head)
      list.head = 0
    },
    value: () => {
      let since = Number.NEGATIVE_INFINITY
      for (const [place, { times, head }] of heard.entries()) {
        const next = times[Math.max(head, placeIn(times, since))]
        if (next === undefined) return place
        since = next
      }
      return places
    },
  }
}

/** Sums with Neumaier's compensation, so that what comes and goes leaves no remainder behind. */
function sumTally(type: 'value_sum' | 'value_avg'): Tally {
  let sum = 0
  let compensation = 0
  const shift = (number: number) => {
    const next = sum + number
    compensation += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum
    sum = next
  }
  return {
    add: (datum) => shift(Number(datum)),
    remove: (datum) => shift(-Number(datum)),
    value: (window) => {
      const size = sizeOf(window)
      if (size === 0) {
        sum = 0
        compensation = 0
        return type === 'value_sum' ? 0 : undefined
      }
      return type === 'value_sum' ? sum + compensation : (sum + compensation) / size
    },
  }
}

/** Percentile by nearest rank; without one the median, which for an even number is the mean of the middle two. */
function rankTally(percentile: number | undefined): Tally {
  const sorted: number[] = []
  return {
    add: (datum) => {
      sorted.splice(placeIn(sorted, Number(datum)), 0, Number(datum))
    },
    remove: (datum) => {
      sorted.splice(placeIn(sorted, Number(datum)), 1)
    },
    value: () => {
      const size = sorted.length
      if (size === 0) return undefined
      if (percentile !== undefined) return sorted[Math.max(1, Math.ceil((percentile / 100) * size)) - 1]
      const [low, high] = [sorted[(size - 1) >> 1], sorted[size >> 1]]
      return low === undefined || high === undefined ? undefined : (low + high) / 2
    },
  }
}

/** The first index whose number is not below. */
function placeIn(sorted: readonly number[], number: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}
