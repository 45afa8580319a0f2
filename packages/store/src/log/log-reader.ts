import type { FrameBatch, LogReader } from '../ports.ts'
import { emptyPosition, type Position } from '../position.ts'
import {
  controlIn,
  flagsAt,
  frameExtent,
  isGap,
  isSound,
  kindIn,
  longestFrame,
  payloadAt,
  receivedAt,
  stepOver,
} from './frame-format.ts'
import { ordinalOf, seek } from './seek.ts'
import { damaged, listSegments, openSegment, type Segment, segmentPath } from './segment-file.ts'

export interface LogReaderOptions {
  readonly dir: string
  readonly lane: number
  /**
   * The next offset wanted of each partition. Reading starts at the earliest frame wanted; later frames of partitions that
   * are further on may come although they lie below `from`: sinks ignore what they have.
   */
  readonly from: Position
  /** What may be read: up to what a writer says is durable, or to the last whole frame of the files. Default 'end'. */
  readonly limit?: () => Position | 'end'
}

/**
 * Reads a lane's log in order. Beside a living writer give its `position` as the limit: only then is what comes durable.
 *
 * @throws TocsinError from here and from `next`: `log-starts-later`, `log-behind`, `segment-damaged`, `segment-version`
 */
export function openLogReader({ dir, lane, from, limit = () => 'end' }: LogReaderOptions): LogReader {
  const place = seek(dir, lane, from)
  let segment: Segment | undefined = place === undefined ? undefined : openSegment(dir, lane, place.segment)
  let position = place?.position ?? 0
  let next: Position = place?.next ?? emptyPosition()

  /** The rest of this segment, at most `most` bytes, in a buffer of its own. */
  function read(from: Segment, most: number): Buffer<ArrayBuffer> {
    const length = Math.max(0, Math.min(most, from.bytes() - position))
    const bytes = Buffer.from(new ArrayBuffer(length))
    return bytes.subarray(0, from.read(bytes, position))
  }

  /** Goes on in the segment that starts where this one ends. */
  function follow(): boolean {
    const ordinal = ordinalOf(lane, next)
    const segments = listSegments(dir, lane)
    if (segment === undefined && segments.length === 0) return false
    if (ordinal === segment?.ordinal) return false
    if (!segments.includes(ordinal)) return leap(segments, ordinal)
    const opened = openSegment(dir, lane, ordinal)
    segment?.close()
    segment = opened
    position = opened.start
    return true
  }

  /** Goes on in the archive that the wanted segment was joined into while this reader was before it. */
  function leap(segments: readonly number[], ordinal: number): boolean {
    const before = segments.findLast((one) => one < ordinal)
    if (before === undefined || segments.at(-1) === before) return false
    const place = seek(dir, lane, next)
    if (place === undefined) return false
    segment?.close()
    segment = openSegment(dir, lane, place.segment)
    position = place.position
    next = place.next
    return true
  }

  /** Opens the file anew: a segment without frames may have been replaced by one with more sources. */
  function reopen(): void {
    if (segment === undefined) return
    const { ordinal, start } = segment
    segment.close()
    segment = undefined
    const opened = openSegment(dir, lane, ordinal)
    if (position === start) position = opened.start
    segment = opened
  }

  function hasLater(): boolean {
    return segment !== undefined && (listSegments(dir, lane).at(-1) ?? 0) > segment.ordinal
  }

  function attempt(maxBytes: number, ends: number): FrameBatch | undefined {
    if (segment === undefined) return undefined
    const batch = batchOf(segment, read(segment, maxBytes), next, ends)
    if (batch !== undefined || maxBytes >= longestFrame) return batch
    // The next frame may be larger than what is asked for: then it comes alone.
    return batchOf(segment, read(segment, longestFrame), next, Math.min(ends, ordinalOf(lane, next) + 1))
  }

  return {
    next: (maxBytes) => {
      const last = limit()
      const ends = last === 'end' ? Number.POSITIVE_INFINITY : ordinalOf(lane, last)
      if (ordinalOf(lane, next) >= ends) return undefined
      const tries = [() => undefined, follow, reopen]
      for (const prepare of tries) {
        prepare()
        const batch = attempt(Math.max(1, maxBytes), ends)
        if (batch === undefined) continue
        position += batch.bytes.length
        next = batch.next
        return batch
      }
      if (hasLater() || last !== 'end')
        throw damaged(
          segment?.path ?? segmentPath(dir, lane, ordinalOf(lane, next)),
          position,
          'a frame is damaged or missing',
        )
      return undefined
    },
    close: () => {
      segment?.close()
      segment = undefined
    },
  }
}

/** The whole sound frames at the start of some bytes, up to a control frame or the lane's ordinal `ends`. */
function batchOf(
  { header }: Segment,
  bytes: Buffer<ArrayBuffer>,
  from: Position,
  ends: number,
): FrameBatch | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const next = [...from]
  const most = ends - ordinalOf(header.lane, from)
  let [at, met, frames, received, control] = [0, 0, 0, 0, false]
  while (met < most && !control) {
    const size = frameExtent(view, at, bytes.length)
    if (size <= 0 || !isSound(bytes, view, at, size, header)) break
    const flags = flagsAt(view, at)
    const gap = isGap(flags)
    control = !gap && kindIn(flags) === 'control' && controlIn(payloadAt(bytes, view, at, size))?.kind !== 'batch'
    if (control && at > 0) {
      control = false
      break
    }
    met += stepOver(next, bytes, view, at, size)
    if (!gap) frames++
    received = receivedAt(view, at)
    at += size
  }
  if (at === 0) return undefined
  // A buffer much larger than its frames would be dragged from thread to thread.
  const kept = at * 2 < bytes.length ? new Uint8Array(bytes.buffer.slice(0, at)) : new Uint8Array(bytes.buffer, 0, at)
  return { lane: header.lane, bytes: kept, frames, sources: header.sources, from, next, received, control }
}
