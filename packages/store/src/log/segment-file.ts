import { closeSync, fstatSync, openSync } from 'node:fs'
import { openArchive } from './archive/archive-file.ts'
import { frameExtent, isSound, longestFrame, type SegmentPlace } from './frame-format.ts'
import { headerError, isMissing, listFiles, type Segment, segmentPath } from './lane-folder.ts'
import { diskFiles, readWhole } from './log-files.ts'

export {
  damaged,
  headerError,
  isMissing,
  type LaneFile,
  laneFolder,
  listFiles,
  type Segment,
  segmentPath,
} from './lane-folder.ts'

import { decodeHeader, type HeaderFailure, headerExtent, headerHead, type SegmentHeader } from './segment-header.ts'

/** The first ordinals of a lane's segments, archived or not, oldest first. */
export function listSegments(dir: string, lane: number): number[] {
  return [...new Set([...listFiles(dir, lane, 'seg'), ...listFiles(dir, lane, 'arc')])].sort((a, b) => a - b)
}

/**
 * Opens a segment and reads its header. Where a segment and its archive both stand, the segment is the one.
 *
 * @throws TocsinError `segment-damaged` or `segment-version`, with the file
 */
export function openSegment(dir: string, lane: number, ordinal: number): Segment {
  return openPlain(dir, lane, ordinal) ?? openArchive(dir, lane, ordinal)
}

/** Opens a segment's own file; nothing where there is none. */
export function openPlain(dir: string, lane: number, ordinal: number): Segment | undefined {
  const path = segmentPath(dir, lane, ordinal)
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  try {
    const read = readHeader(fd)
    if (!read.ok) throw headerError(path, read.error)
    if (read.header.lane !== lane) throw headerError(path, 'damaged')
    return {
      path,
      ordinal,
      header: read.header,
      start: read.start,
      read: (into, position) => readWhole(diskFiles, fd, into, position),
      bytes: () => fstatSync(fd).size,
      close: () => closeSync(fd),
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Opens a segment, gives it to `use`, and closes it whatever happens. */
export function withSegment<Answer>(
  dir: string,
  lane: number,
  ordinal: number,
  use: (segment: Segment) => Answer,
): Answer {
  const segment = openSegment(dir, lane, ordinal)
  try {
    return use(segment)
  } finally {
    segment.close()
  }
}

export type HeaderRead =
  | { readonly ok: true; readonly header: SegmentHeader; readonly start: number }
  | { readonly ok: false; readonly error: HeaderFailure }

export function readHeader(fd: number): HeaderRead {
  const head = Buffer.alloc(headerHead)
  const extent = headerExtent(head.subarray(0, readWhole(diskFiles, fd, head, 0)))
  if (!extent.ok) return extent
  // A damaged length must not make us reserve what the file cannot hold.
  const bytes = Buffer.alloc(Math.min(extent.value, fstatSync(fd).size))
  const header = decodeHeader(bytes.subarray(0, readWhole(diskFiles, fd, bytes, 0)))
  return header.ok ? { ok: true, header: header.value, start: extent.value } : header
}

export interface WalkOptions {
  /** `crc` proves every frame; `lengths` only steps from one to the next. */
  readonly check: 'crc' | 'lengths'
  readonly place: SegmentPlace
  /** [from, end) in bytes of the file. */
  readonly from: number
  readonly end: number
}

/** Looks at one frame; `false` stops the walk before it. */
export type VisitFrame = (bytes: Buffer, view: DataView, at: number, size: number, position: number) => boolean

/**
 * Steps through the frames of a segment file in windows of 2 MiB.
 *
 * @returns where it stopped, and whether it came to the end, was stopped, or met bytes that are no whole sound frame
 */
export function walkFrames(
  segment: Pick<Segment, 'read'>,
  { check, place, from, end }: WalkOptions,
  visit: VisitFrame,
): { readonly position: number; readonly because: 'end' | 'stopped' | 'bad' } {
  const window = Buffer.allocUnsafeSlow(Math.min(Math.max(end - from, 0), longestFrame * 2))
  const view = new DataView(window.buffer, window.byteOffset, window.byteLength)
  let position = from
  while (position < end) {
    const filled = segment.read(window.subarray(0, Math.min(window.length, end - position)), position)
    let at = 0
    for (;;) {
      const size = frameExtent(view, at, filled)
      if (size === 0) break
      if (size < 0 || (check === 'crc' && !isSound(window, view, at, size, place)))
        return { position: position + at, because: 'bad' }
      if (!visit(window, view, at, size, position + at)) return { position: position + at, because: 'stopped' }
      at += size
    }
    position += at
    if (at === 0 || filled === 0) return { position, because: 'bad' }
  }
  return { position, because: 'end' }
}
