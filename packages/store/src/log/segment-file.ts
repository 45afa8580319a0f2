import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { openArchive } from './archive/archive-file.ts'
import { frameExtent, isSound, longestFrame, type SegmentPlace } from './frame-format.ts'
import { diskFiles, readWhole } from './log-files.ts'
import { decodeHeader, type HeaderFailure, headerExtent, headerHead, type SegmentHeader } from './segment-header.ts'

/** A segment opened for reading: its own file, or the archive that it became. */
export interface Segment {
  readonly path: string
  /** The ordinal in the lane of its first frame, which is its name. */
  readonly ordinal: number
  readonly header: SegmentHeader & SegmentPlace
  /** The byte at which its frames start; in an archive bytes are counted as if its blocks were not compressed. */
  readonly start: number
  /** Reads frames from a byte on, until `into` is full or they end; gives the bytes read. */
  read(into: Uint8Array, position: number): number
  /** The byte at which its frames end now. */
  bytes(): number
  close(): void
}

/** The endings of a lane's files: segment, its derived facts, archive. */
export type LaneFile = 'seg' | 'keys' | 'arc'

export function laneFolder(dir: string, lane: number): string {
  return join(dir, String(lane))
}

export function segmentPath(dir: string, lane: number, ordinal: number, ending: LaneFile = 'seg'): string {
  return join(laneFolder(dir, lane), `${String(ordinal).padStart(16, '0')}.${ending}`)
}

/** The first ordinals of a lane's segments, archived or not, oldest first. */
export function listSegments(dir: string, lane: number): number[] {
  return [...new Set([...listFiles(dir, lane, 'seg'), ...listFiles(dir, lane, 'arc')])].sort((a, b) => a - b)
}

/** The ordinals that name the files of one ending, oldest first. */
export function listFiles(dir: string, lane: number, ending: LaneFile): number[] {
  let names: string[]
  try {
    names = readdirSync(laneFolder(dir, lane))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
  return names
    .filter((name) => /^\d{16}\.[a-z]+$/.test(name) && name.endsWith(`.${ending}`))
    .map((name) => Number(name.slice(0, 16)))
    .sort((a, b) => a - b)
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

export function damaged(path: string, position: number, why: string): TocsinError {
  return new TocsinError('segment-damaged', `A segment of the log cannot be read: ${why}`, {
    where: `${path}, byte ${position}`,
    fix: 'Restore this file from a backup; frames from there to the end of the segment are not readable',
  })
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

export function headerError(path: string, failure: HeaderFailure): TocsinError {
  if (failure !== 'unknown-version') return damaged(path, 0, `its header is ${failure}`)
  return new TocsinError('segment-version', 'A segment of the log has a version that this Tocsin does not know', {
    where: path,
    fix: 'Start the Tocsin that wrote it, or a newer one',
  })
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}
