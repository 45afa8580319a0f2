import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync } from 'node:fs'
import { lanes, partitionsPerLane } from '@tocsin/event'
import type { Position } from '../position.ts'
import { controlIn, flagsAt, kindIn, payloadAt } from './frame-format.ts'
import { diskFiles, syncFolder } from './log-files.ts'
import {
  damaged,
  laneFolder,
  listSegments,
  readHeader,
  segmentBytes,
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
export function recoverLane(dir: string, lane: number): Recovered {
  const ordinal = listSegments(dir, lane).at(-1)
  if (ordinal === undefined) return { last: undefined, next: noOffsets(), cut: 0 }
  const path = segmentPath(dir, lane, ordinal)
  const torn = tornHeader(path)
  if (torn !== undefined) {
    rmSync(path)
    syncFolder(diskFiles, laneFolder(dir, lane))
    const before = recoverLane(dir, lane)
    return { ...before, cut: before.cut + torn }
  }
  return withSegment(dir, lane, ordinal, (segment) => {
    const size = segmentBytes(segment)
    const end = wholeEnd(segment.fd, segment.header, segment.start, size)
    const facts = emptyFacts(segment.start, segment.header.base)
    const lengths = { check: 'lengths', place: segment.header, from: segment.start, end } as const
    const { because, position } = walkFrames(segment.fd, lengths, (bytes, view, at, extent) => {
      tallyFrame(facts, ordinal, bytes, view, at, extent)
      return true
    })
    if (because === 'bad') throw damaged(path, position, 'it changed while it was read')
    if (end < size) cutAt(path, end)
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
function wholeEnd(fd: number, place: SegmentHeader, from: number, end: number): number {
  let missing = 0
  let batchAt = from
  const { position } = walkFrames(fd, { check: 'crc', place, from, end }, (bytes, view, at, size, position) => {
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

function cutAt(path: string, end: number): void {
  const fd = openSync(path, 'r+')
  try {
    ftruncateSync(fd, end)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
