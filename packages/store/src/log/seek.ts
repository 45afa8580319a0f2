import { partitionsPerLane } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { Position } from '../position.ts'
import { flagsAt, gapAt, partitionIn, stepOver } from './frame-format.ts'
import { readSidecar } from './key-sidecar.ts'
import { damaged, laneFolder, listSegments, type Segment, walkFrames, withSegment } from './segment-file.ts'
import type { SeekMark } from './segment-tally.ts'

/** A place between two frames of a lane. */
export interface LogPlace {
  /** The segment's first ordinal. */
  readonly segment: number
  /** The byte in its file. */
  readonly position: number
  /** The next offsets of all partitions there. */
  readonly next: Position
}

/** The ordinal in a lane that a position stands for when all its frames are before it: a lane is one sequence. */
export function ordinalOf(lane: number, position: Position): number {
  let sum = 0
  for (let p = lane * partitionsPerLane; p < (lane + 1) * partitionsPerLane; p++) sum += position[p] ?? 0
  return sum
}

/**
 * Finds the earliest frame of a lane that is at or after `from` in its partition, or the end of the log.
 *
 * @returns nothing where the lane has no segment yet
 * @throws TocsinError `log-starts-later` where frames from there on are no longer kept, `log-behind` where `from` lies
 *   behind the end: a sink that has more than the log belongs to another log; `segment-damaged`
 */
export function seek(dir: string, lane: number, from: Position): LogPlace | undefined {
  const wanted = partitionsOf(lane).map((p) => from[p] ?? 0)
  const segments = listSegments(dir, lane)
  const found = lastWhere(segments, (ordinal) =>
    withSegment(dir, lane, ordinal, ({ header }) => isBefore(lane, header.base, wanted)),
  )
  if (segments.length === 0 && wanted.every((offset) => offset === 0)) return undefined
  if (segments.length === 0) throw behind(dir, lane)
  if (found === undefined) throw startsLater(dir, lane)
  const needed = (partition: number, offset: number, frames: number) =>
    offset + frames > (wanted[partition % partitionsPerLane] ?? 0)
  const startable = (mark: SeekMark) => isBefore(lane, mark[1], wanted)
  const place = withSegment(dir, lane, found, (segment) => stepTo(dir, segment, startable, needed))
  const isLast = found === segments.at(-1)
  if (isLast && !partitionsOf(lane).every((p, i) => (place.next[p] ?? 0) >= (wanted[i] ?? 0) || place.stopped))
    throw behind(dir, lane)
  return place
}

/** Finds the frame of an offset, or the gap that it went into; nothing where the log never held it. */
export function seekFrame(dir: string, lane: number, partition: number, offset: number): LogPlace | undefined {
  const found = lastWhere(listSegments(dir, lane), (ordinal) =>
    withSegment(dir, lane, ordinal, ({ header }) => (header.base[partition] ?? 0) <= offset),
  )
  if (found === undefined) return undefined
  const startable = (mark: SeekMark) => (mark[1][partition] ?? 0) <= offset
  const isIt = (p: number, from: number, frames: number) => p === partition && from <= offset && offset < from + frames
  const place = withSegment(dir, lane, found, (segment) => stepTo(dir, segment, startable, isIt))
  return place.stopped ? place : undefined
}

/** Steps by lengths to the first frame, or gap of several, that `stops` names, from the last mark of the sidecar that may lie before it. */
function stepTo(
  dir: string,
  segment: Segment,
  startable: (mark: SeekMark) => boolean,
  stops: (partition: number, offset: number, frames: number) => boolean,
): LogPlace & { readonly stopped: boolean } {
  const { lane, base } = segment.header
  const mark = readSidecar(dir, lane, segment.ordinal)?.marks.findLast(startable) ?? [segment.start, base]
  const next = [...mark[1]]
  const end = segment.bytes()
  const walk = { check: 'lengths', place: segment.header, from: mark[0], end } as const
  const { position, because } = walkFrames(segment, walk, (bytes, view, at, size) => {
    const gap = gapAt(bytes, view, at, size)
    const partition = partitionIn(flagsAt(view, at))
    const met =
      gap === undefined
        ? stops(partition, next[partition] ?? 0, 1)
        : gap.gone.some(([p, frames]) => stops(p, next[p] ?? 0, frames))
    if (met) return false
    stepOver(next, bytes, view, at, size)
    return true
  })
  // Behind the last segment's frames a group may be under way; a closed one has nothing behind them.
  if (because === 'bad' && segment.ordinal !== listSegments(dir, lane).at(-1))
    throw damaged(segment.path, position, 'its frames do not follow one another')
  return { segment: segment.ordinal, position, next, stopped: because === 'stopped' }
}

function partitionsOf(lane: number): number[] {
  return Array.from({ length: partitionsPerLane }, (_, i) => lane * partitionsPerLane + i)
}

function isBefore(lane: number, base: Position, wanted: readonly number[]): boolean {
  return wanted.every((offset, i) => (base[lane * partitionsPerLane + i] ?? 0) <= offset)
}

/** The last item of which something holds that holds of all before it; by halves. */
function lastWhere(items: readonly number[], holds: (item: number) => boolean): number | undefined {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && holds(item)) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}

function startsLater(dir: string, lane: number): TocsinError {
  return new TocsinError('log-starts-later', 'The log no longer holds the frames that are asked for', {
    where: laneFolder(dir, lane),
    fix: 'Start from what firstPosition gives, or restore the older segments',
  })
}

function behind(dir: string, lane: number): TocsinError {
  return new TocsinError('log-behind', 'A position lies behind the end of the log: it belongs to another log', {
    where: laneFolder(dir, lane),
    fix: 'Restore the log and the stores from the same backup',
  })
}

/** The position of the oldest frame that the lane still holds; nothing where it has no segment. */
export function firstPosition(dir: string, lane: number): Position | undefined {
  const oldest = listSegments(dir, lane)[0]
  return oldest === undefined ? undefined : withSegment(dir, lane, oldest, ({ header }) => header.base)
}
