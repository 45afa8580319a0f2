import { TocsinError } from '@tocsin/kit'
import type { CorrelationLimits, CorrelationReading } from './correlation-state.ts'
import { type Lane, newGroup, remember } from './lane.ts'
import type { Scalar } from './value.ts'
import type { Datum } from './window.ts'

const format = 1

interface PackedGroup {
  readonly key: string
  readonly values: readonly Scalar[]
  /** [time, tags, datum] of each event. */
  readonly events: readonly (readonly [number, readonly string[], Datum | null])[]
  /** quietUntil, heard, lag, due; null for an infinite one. */
  readonly at: readonly (number | null)[]
  readonly touched: boolean
  readonly held: boolean
  readonly readings: readonly CorrelationReading[]
}

interface Packed {
  readonly format: number
  readonly now: number | null
  readonly lanes: readonly { readonly id: string; readonly version: string; readonly groups: readonly PackedGroup[] }[]
}

/** All groups as UTF-8 JSON, in their order: equal memories give equal bytes. Nothing if there is no group. */
export function packLanes(lanes: readonly Lane[], now: number): Uint8Array | undefined {
  const packed: Packed = {
    format,
    now: finite(now),
    lanes: lanes
      .filter((lane) => lane.groups.size > 0)
      .map((lane) => ({ id: lane.correlation.id, version: lane.correlation.version, groups: packGroups(lane) })),
  }
  return packed.lanes.length === 0 ? undefined : new TextEncoder().encode(JSON.stringify(packed))
}

/** Fills the lanes with what was packed; groups of correlations that are gone or changed are counted instead. */
export function unpackLanes(
  bytes: Uint8Array,
  lanes: ReadonlyMap<string, Lane>,
  limits: CorrelationLimits,
): { unknown: number; groups: number; now: number } {
  const packed = parse(bytes)
  for (const lane of lanes.values()) {
    lane.groups.clear()
    lane.timed?.clear()
  }
  let unknown = 0
  let groups = 0
  for (const { id, version, groups: list } of packed.lanes) {
    const lane = lanes.get(id)
    if (lane === undefined || lane.correlation.version !== version) {
      unknown += list.length
      continue
    }
    for (const group of list.slice(-limits.groups)) {
      unpackGroup(lane, group, limits)
      groups++
    }
  }
  return { unknown, groups, now: packed.now ?? Number.NEGATIVE_INFINITY }
}

function packGroups(lane: Lane): PackedGroup[] {
  return [...lane.groups].map(([key, group]) => {
    const { times, tags, data, head } = group.window
    return {
      key,
      values: group.values,
      events: times
        .slice(head)
        .map((time, index) => [time, tags[head + index] ?? [], data[head + index] ?? null] as const),
      at: [group.quietUntil, group.heard, group.lag, group.due].map(finite),
      touched: group.touched,
      held: group.held,
      readings: group.readings,
    }
  })
}

function unpackGroup(lane: Lane, packed: PackedGroup, limits: CorrelationLimits): void {
  const group = newGroup(lane, packed.values)
  for (const [time, tags, datum] of packed.events)
    remember(lane, group, { time, tags, datum: datum ?? undefined }, limits.entries)
  const [quietUntil, heard, lag, due] = packed.at
  group.quietUntil = quietUntil ?? Number.NEGATIVE_INFINITY
  group.heard = heard ?? Number.NEGATIVE_INFINITY
  group.lag = lag ?? 0
  group.due = due ?? Number.POSITIVE_INFINITY
  group.touched = packed.touched
  group.held = packed.held
  group.readings = packed.readings
  lane.groups.set(packed.key, group)
  if (lane.timed !== undefined && group.due !== Number.POSITIVE_INFINITY)
    lane.timed.set(group.due + group.lag, packed.key)
}

/** A snapshot is our own writing, kept by our own store: what cannot be read is a broken disk or a newer Tocsin. */
function parse(bytes: Uint8Array): Packed {
  const packed = parseJson(bytes) as Packed | null
  if (packed?.format !== format)
    throw new TocsinError('snapshot-unreadable', 'The memory of correlations was written in another format', {
      fix: 'Replay the log, or start correlations afresh',
    })
  return packed
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new TocsinError('snapshot-unreadable', 'The memory of correlations cannot be read', {
      cause,
      fix: 'Replay the log, or start correlations afresh',
    })
  }
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null
}
