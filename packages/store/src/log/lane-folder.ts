import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import type { SegmentPlace } from './frame-format.ts'
import type { HeaderFailure, SegmentHeader } from './segment-header.ts'

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

export function damaged(path: string, position: number, why: string): TocsinError {
  return new TocsinError('segment-damaged', `A segment of the log cannot be read: ${why}`, {
    where: `${path}, byte ${position}`,
    fix: 'Restore this file from a backup; frames from there to the end of the segment are not readable',
  })
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
