import { closeSync, existsSync, openSync } from 'node:fs'
import { lanes, partitionsPerLane } from '@tocsin/event'
import type { Position } from '../position.ts'
import { archiveFacts } from './archive/archive-file.ts'
import { controlIn, flagsAt, kindIn, payloadAt } from './frame-format.ts'
import { diskFiles, type LogFiles, syncFolder } from './log-files.ts'
import {
  damaged,
  laneFolder,
  listSegments,
  readHeader,
  type Segment,
  segmentPath,
  walkFrames,
  withSegment,
} from './segment-file.ts'
import type { SegmentHeader } from './segment-header.ts'
import { emptyFacts, type SegmentFacts, tallyFrame } from './segment-tally.ts'

/** The end of a lane's log as its writer finds it. */
export interface Recovered {
  readonly last: { readonly ordinal: number; readonly header: SegmentHeader; readonly facts: SegmentFacts } | undefined
  readonly next: Position
  /** Bytes cut off behind the last whole frame or whole keyed batch. */
  readonly cut: number
}

/**
 * Brings the last segment of a lane back to whole frames and whole keyed batches, and cuts the rest off the file.
 *
 * Only frames that were never acknowledged can be cut: an acknowledged one was durable with all before it.
 *
 * @throws TocsinError `segment-damaged` where the header is unreadable though the file is long enough to hold it: it was
 *   durable before any frame, so this is no crash
 */
export function recoverLane(dir: string, lane: number, files: LogFiles = diskFiles): Recovered {
  const ordinal = listSegments(dir, lane).at(-1)
  if (ordinal === undefined) return { last: undefined, next: noOffsets(), cut: 0 }
  const path = segmentPath(dir, lane, ordinal)
  if (!existsSync(path)) return archivedEnd(dir, lane, ordinal)
  const torn = tornHeader(path)
  if (torn !== undefined) {
    files.rmSync(path)
    syncFolder(files, laneFolder(dir, lane))
    const before = recoverLane(dir, lane, files)
    return { ...before, cut: before.cut + torn }
  }
  return withSegment(dir, lane, ordinal, (segment) => {
    const size = segment.bytes()
    const end = wholeEnd(segment, segment.header, segment.start, size)
    const facts = emptyFacts(segment.start, segment.header.base)
    const lengths = { check: 'lengths', place: segment.header, from: segment.start, end } as const
    const { because, position } = walkFrames(segment, lengths, (bytes, view, at, extent) => {
      tallyFrame(facts, ordinal, bytes, view, at, extent)
      return true
    })
    if (because === 'bad') throw damaged(path, position, 'it changed while it was read')
    if (end < size) cutAt(files, path, end)
    return { last: { ordinal, header: segment.header, facts }, next: facts.next, cut: size - end }
  })
}

function noOffsets(): Position {
  return new Array<number>(lanes * partitionsPerLane).fill(0)
}

/** The bytes of a file that ends inside its header, and so has no frames. */
function tornHeader(path: string): number | undefined {
  const fd = openSync(path, 'r')
  try {
    const header = readHeader(fd)
    return !header.ok && header.error === 'short' ? diskFiles.fstatSync(fd).size : undefined
  } finally {
    closeSync(fd)
  }
}

/** Where the sound frames end, or the keyed batch begins that is not whole there. */
function wholeEnd(segment: Segment, place: SegmentHeader, from: number, end: number): number {
  let missing = 0
  let batchAt = from
  const { position } = walkFrames(segment, { check: 'crc', place, from, end }, (bytes, view, at, size, position) => {
    if (missing > 0) missing--
    else if (kindIn(flagsAt(view, at)) === 'control') {
      const control = controlIn(payloadAt(bytes, view, at, size))
      if (control?.kind === 'batch') {
        missing = control.frames
        batchAt = position
      }
    }
    return true
  })
  return missing > 0 ? batchAt : position
}

function cutAt(files: LogFiles, path: string, end: number): void {
  const fd = files.openSync(path, 'r+')
  try {
    files.ftruncateSync(fd, end)
    files.fsyncSync(fd)
  } finally {
    files.closeSync(fd)
  }
}

/** A lane whose newest segment is an archive was restored without its open one: the next segment starts behind it. */
function archivedEnd(dir: string, lane: number, ordinal: number): Recovered {
  const facts = archiveFacts(dir, lane, ordinal)
  if (facts === undefined) throw damaged(segmentPath(dir, lane, ordinal, 'arc'), 0, 'its index is damaged')
  return { last: undefined, next: facts.next, cut: 0 }
}
