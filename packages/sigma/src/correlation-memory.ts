import { groupKey } from './correlation-inputs.ts'
import { packLanes, unpackLanes } from './correlation-snapshot.ts'
import type { CorrelationHit, CorrelationLimits, CorrelationReading, CorrelationState } from './correlation-state.ts'
import {
  datumOf,
  expire,
  type Group,
  hitOf,
  holds,
  type Lane,
  latestOf,
  newGroup,
  newLane,
  oldestOf,
  remember,
} from './lane.ts'
import { nearnessOf } from './nearness.ts'
import type { Correlation } from './rule.ts'
import { sizeOf } from './window.ts'

const defaults: CorrelationLimits = { groups: 100_000, entries: 10_000 }

/** Idle groups looked at per correlation and tick. */
const swept = 256

/** The memory of correlations: sliding windows (time - timespan, time] per group, bounded, every loss counted. */
export function correlationMemory(
  correlations: readonly Correlation[],
  silentAlone: (correlation: Correlation) => boolean,
  limits: Partial<CorrelationLimits> = {},
): CorrelationState {
  const bounds = { ...defaults, ...limits }
  const lanes = new Map(correlations.map((correlation) => [correlation.id, newLane(correlation)]))
  const above = parentsOf(correlations, lanes)
  const silent = new Set(correlations.filter(silentAlone))
  const counters = {
    taken: 0,
    evicted: 0,
    cut: 0,
    late: 0,
    suppressed: 0,
    ungrouped: 0,
    valueless: 0,
    unknown: 0,
    groups: 0,
  }
  let now = Number.NEGATIVE_INFINITY

  const groupFor = (lane: Lane, key: string, reading: CorrelationReading): Group => {
    const known = lane.groups.get(key)
    if (known !== undefined) return known
    if (lane.groups.size >= bounds.groups) evict(lane)
    const group = newGroup(lane, reading.group ?? [])
    lane.groups.set(key, group)
    counters.groups++
    return group
  }

  /** Stalest first, as far as one bit tells (the clock algorithm): a group heard since the last look is passed over once. */
  const evict = (lane: Lane) => {
    for (const [key, group] of lane.groups) {
      lane.groups.delete(key)
      if (!group.touched) {
        counters.evicted++
        counters.groups--
        return
      }
      group.touched = false
      lane.groups.set(key, group)
    }
  }

  const hear = (
    lane: Lane,
    place: number,
    readings: readonly CorrelationReading[],
    time: number,
    tags: readonly string[],
    hits: CorrelationHit[],
  ) => {
    const reading = readings.find((one) => one.correlation === lane.correlation.id && one.place === place)
    if (reading === undefined || reading.group === null) {
      counters.ungrouped++
      return
    }
    const datum = datumOf(lane, reading)
    if (datum === undefined) {
      counters.valueless++
      return
    }
    const key = groupKey(reading.group)
    const old = lane.groups.get(key)
    if (old !== undefined && lane.timed !== undefined) while (old.due < time && judge(lane, key, old, old.due, hits)) {}
    const group = groupFor(lane, key, reading)
    if (time <= latestOf(group.window) - lane.correlation.timespan) {
      counters.late++
      return
    }
    if (remember(lane, group, { time, tags, ...datum }, bounds.entries) === 'cut') counters.cut++
    group.touched = true
    group.heard = now
    group.readings = readings
    if (lane.timed !== undefined) setTimer(lane, key, group, time)
    else if (holds(lane, group.window)) tell(lane, group, latestOf(group.window), hits)
  }

  const tell = (lane: Lane, group: Group, time: number, hits: CorrelationHit[]) => {
    if (time < group.quietUntil) {
      counters.suppressed++
      return
    }
    group.quietUntil = time + lane.correlation.timespan
    const hit = hitOf(lane, group)
    if (!silent.has(lane.correlation)) hits.push(hit)
    for (const { lane: parent, place } of above.get(lane.correlation.id) ?? [])
      hear(parent, place, group.readings, time, hit.tags, hits)
  }

  const setTimer = (lane: Lane, key: string, group: Group, time: number) => {
    group.lag = Math.max(0, now - time)
    const due = oldestOf(group.window) + lane.correlation.timespan
    if (due === group.due) return
    group.due = due
    lane.timed?.set(due + group.lag, key)
  }

  /**
   * Judges a condition on absence at the moment at which the oldest event leaves the window: with it, and without it.
   *
   * @returns false if nothing of the group is left
   */
  const judge = (lane: Lane, key: string, group: Group, time: number, hits: CorrelationHit[]): boolean => {
    const before = holds(lane, group.window)
    const says = before ? hitOf(lane, group) : undefined
    const oldest = oldestOf(group.window)
    const kept = hitOf(lane, group)
    expire(lane, group.window, time)
    const after = holds(lane, group.window)
    const wasHeld = group.held
    group.held = before || after
    if (group.held && !wasHeld) {
      const value = group.window.tally.value(group.window)
      const hit = says ?? {
        ...kept,
        count: sizeOf(group.window),
        ...(kept.value === undefined || value === undefined ? {} : { value }),
        first: oldest,
      }
      if (!silent.has(lane.correlation)) hits.push(hit)
      for (const { lane: parent, place } of above.get(lane.correlation.id) ?? [])
        hear(parent, place, group.readings, time, hit.tags, hits)
    }
    if (sizeOf(group.window) === 0) {
      lane.groups.delete(key)
      counters.groups--
      return false
    }
    group.due = oldestOf(group.window) + lane.correlation.timespan
    lane.timed?.set(group.due + group.lag, key)
    return true
  }

  const ring = (lane: Lane, hits: CorrelationHit[]) => {
    for (let timer = lane.timed?.next(now); timer !== undefined; timer = lane.timed?.next(now)) {
      const group = lane.groups.get(timer.item)
      if (group === undefined || group.due > timer.due) continue
      if (group.due + group.lag > now) lane.timed?.set(group.due + group.lag, timer.item)
      else judge(lane, timer.item, group, group.due, hits)
    }
  }

  /** Forgets groups that stream time has left behind; their windows are empty by any clock. */
  const sweep = (lane: Lane) => {
    let left = swept
    for (const [key, group] of lane.groups) {
      if (left-- === 0) return
      if (group.heard === Number.NEGATIVE_INFINITY) group.heard = now
      const idle = group.heard + lane.correlation.timespan < now
      if (!idle && !group.touched) return
      lane.groups.delete(key)
      if (idle) counters.groups--
      else {
        group.touched = false
        lane.groups.set(key, group)
      }
    }
  }

  return {
    take: ({ correlation, place, readings }, time, tag) => {
      const hits: CorrelationHit[] = []
      const lane = lanes.get(correlation)
      if (lane === undefined) {
        counters.unknown++
        return hits
      }
      counters.taken++
      hear(lane, place, readings, time, [tag], hits)
      return hits
    },
    tick: (time) => {
      const hits: CorrelationHit[] = []
      if (time <= now) return hits
      now = time
      for (const lane of lanes.values()) {
        if (lane.timed === undefined) sweep(lane)
        else ring(lane, hits)
      }
      return hits
    },
    near: (correlation, time, most = 10) => {
      const lane = lanes.get(correlation)
      return lane === undefined ? undefined : nearnessOf(lane, time, most)
    },
    snapshot: () => packLanes([...lanes.values()], now),
    restore: (bytes) => {
      const restored = unpackLanes(bytes, lanes, bounds)
      counters.unknown += restored.unknown
      counters.groups = restored.groups
      now = restored.now
    },
    counters,
  }
}

function parentsOf(correlations: readonly Correlation[], lanes: ReadonlyMap<string, Lane>) {
  const above = new Map<string, { lane: Lane; place: number }[]>()
  for (const { id, rules } of correlations) {
    const lane = lanes.get(id)
    if (lane === undefined) continue
    for (const [place, rule] of rules.entries()) above.set(rule, [...(above.get(rule) ?? []), { lane, place }])
  }
  return above
}
