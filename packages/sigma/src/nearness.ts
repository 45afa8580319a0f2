import { compares } from './check.ts'
import type { NearGroup, Nearness } from './correlation-state.ts'
import type { Group, Lane } from './lane.ts'
import type { Correlation } from './rule.ts'
import { newWindow, put, sizeOf, type Window } from './window.ts'

/** Looks without touching what is remembered: the window is that of `time`, (time - timespan, time]. */
export function nearnessOf(lane: Lane, time: number, most: number): Nearness {
  const near: NearGroup[] = []
  let groups = 0
  for (const group of lane.groups.values()) {
    const one = nearGroup(lane, group, time)
    if (one === undefined) continue
    groups++
    near.push(one)
    // Kept short while many pass, so that a hundred thousand groups are not sorted at once.
    if (near.length >= 20 * most) keepNearest(near, most)
  }
  keepNearest(near, most)
  return { groups, nearest: near }
}

function keepNearest(near: NearGroup[], most: number): void {
  near.sort(
    (a, b) =>
      (a.missing ?? Number.POSITIVE_INFINITY) - (b.missing ?? Number.POSITIVE_INFINITY) ||
      (b.value ?? 0) - (a.value ?? 0) ||
      a.ends - b.ends ||
      compareText(keyOf(a), keyOf(b)),
  )
  near.length = Math.min(near.length, most)
}

function nearGroup({ correlation }: Lane, group: Group, time: number): NearGroup | undefined {
  const window = windowAt(correlation, group.window, time)
  const events = sizeOf(window)
  const { times } = window
  const first = times[0]
  const last = times.at(-1)
  if (first === undefined || last === undefined) return undefined
  const value = window.tally.value(window)
  const holds = value !== undefined && correlation.condition.every(({ is, than }) => compares(value, is, than))
  const missing = holds ? 0 : missingOf(correlation, value ?? 0)
  const unheard = unheardOf(correlation, window)
  return {
    group: correlation.groupBy.map((field, index) => [field, group.values[index] ?? null] as const),
    events,
    ...(value === undefined ? {} : { value }),
    holds,
    ...(missing === undefined ? {} : { missing }),
    ...(unheard === undefined ? {} : { unheard }),
    first,
    last,
    ends: first + correlation.timespan,
    ...(group.quietUntil > time ? { quietUntil: group.quietUntil } : {}),
  }
}

function windowAt({ type, rules, percentile, timespan }: Correlation, whole: Window, time: number): Window {
  const window = newWindow({ type, places: rules.length, percentile: percentile ?? 50 })
  for (let i = whole.head; i < whole.times.length; i++) {
    const at = whole.times[i] ?? 0
    if (at > time - timespan && at <= time) put(window, at, whole.tags[i] ?? [], whole.data[i])
  }
  return window
}

/** Upper bounds are not reached by growing, and what is above one does not come back by it. */
function missingOf({ type, condition }: Correlation, value: number): number | undefined {
  const step = type === 'value_sum' || !wholeNumbers.has(type) ? 0 : 1
  let missing: number | undefined
  for (const { is, than } of condition) {
    if (is === 'gt') missing = Math.max(missing ?? 0, step === 1 ? Math.floor(than) + 1 - value : than - value)
    else if (is === 'gte' || is === 'eq') missing = Math.max(missing ?? 0, than - value)
    else if (!compares(value, is, than)) return undefined
  }
  return missing === undefined || (missing === 0 && step === 1) ? undefined : missing
}

const wholeNumbers: ReadonlySet<Correlation['type']> = new Set([
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
])

function unheardOf({ type, rules }: Correlation, window: Window): readonly string[] | undefined {
  if (type === 'temporal_ordered') return rules.slice(window.tally.value(window) ?? 0)
  if (type !== 'temporal') return undefined
  const heard = new Set(window.data)
  return rules.filter((_, place) => !heard.has(place))
}

function keyOf({ group }: NearGroup): string {
  return JSON.stringify(group)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
