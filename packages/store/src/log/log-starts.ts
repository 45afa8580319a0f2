import type { Position } from '../position.ts'
import { listSegments, withSegment } from './segment-file.ts'

/** Where a segment of a lane starts. */
export interface LogStart {
  /** Its first frame was received at or after this; milliseconds since the epoch. In the replay lane: when it was written. */
  readonly created: number
  /** The next offsets of all partitions there. */
  readonly from: Position
}

/**
 * The places from which a lane's log can be read, oldest first: one a segment, archived or not.
 *
 * @throws TocsinError `segment-damaged` or `segment-version`
 */
export function logStarts(dir: string, lane: number): readonly LogStart[] {
  return listSegments(dir, lane).map((ordinal) =>
    withSegment(dir, lane, ordinal, ({ header }) => ({ created: header.created, from: header.base })),
  )
}
