import { type Control, type Frame, partitionsPerLane } from '@tocsin/event'
import type { Position } from '../position.ts'
import { controlIn, frameExtent, gapAt, isSound, longestFrame, readFrame } from './frame-format.ts'
import type { Gap } from './gap.ts'
import { factsOfClosed, readSidecar, scanFacts } from './key-sidecar.ts'
import { seek, seekFrame } from './seek.ts'
import { damaged, listSegments, type Segment, withSegment } from './segment-file.ts'
import type { ControlFact } from './segment-tally.ts'

/**
 * One frame by its partition and offset, in bytes of its own; nothing where the lane's log does not hold it.
 *
 * @throws TocsinError `segment-damaged`
 */
export function frameAt(dir: string, lane: number, partition: number, offset: number): Frame | undefined {
  return frameOrGap(dir, lane, partition, offset)?.frame
}

/** One frame, or why and since when it is gone; nothing where the lane's log never held it. */
export function frameOrGap(dir: string, lane: number, partition: number, offset: number): FrameOrGap | undefined {
  if (Math.floor(partition / partitionsPerLane) !== lane) return undefined
  const place = seekFrame(dir, lane, partition, offset)
  if (place === undefined) return undefined
  return withSegment(dir, lane, place.segment, (segment) => whatStands(segment, place.position, offset))
}

export type FrameOrGap =
  | { readonly frame: Frame; readonly gap?: undefined }
  | { readonly frame?: undefined; readonly gap: Gap }

/** A control frame and where it stands. */
export interface PlacedControl {
  readonly control: Control
  readonly partition: number
  readonly offset: number
  /** Microseconds since the epoch. */
  readonly received: number
}

/**
 * The newest control frame of a kind that comes before the place where a reader of `before` starts, or before the end:
 * what holds for the first frame that such a reader gets.
 *
 * Reads one sidecar or scans one segment where the log has such a frame nearby; older ones are found through the sidecars.
 *
 * @throws TocsinError `segment-damaged`, and what `openLogReader` throws for `before`
 */
export function lastControl(
  dir: string,
  lane: number,
  kind: Control['kind'],
  before?: Position,
): PlacedControl | undefined {
  const place = before === undefined ? undefined : seek(dir, lane, before)
  if (before !== undefined && place === undefined) return undefined
  const segments = listSegments(dir, lane).filter((ordinal) => place === undefined || ordinal <= place.segment)
  const newest = segments.at(-1)
  if (newest === undefined) return undefined
  const here = scannable(dir, lane, newest)
  const end = place?.position ?? here.bytes
  const found = here.controls.findLast(([is, position]) => is === kind && position < end)
  if (found !== undefined) return placed(dir, lane, newest, found)
  return inClosed(dir, lane, kind, segments.slice(0, -1))
}

function inClosed(dir: string, lane: number, kind: string, segments: readonly number[]): PlacedControl | undefined {
  for (const ordinal of segments.toReversed()) {
    const facts = factsOfClosed(dir, lane, ordinal)
    const named = facts.newest[kind]
    if (named === undefined) continue
    // Archives without data are joined into the first of them, which then has what the others named.
    const holder = segments.findLast((one) => one <= named)
    if (holder === undefined) return undefined
    const { controls } = holder === ordinal ? facts : factsOfClosed(dir, lane, holder)
    const found = controls.findLast(([is]) => is === kind)
    return found === undefined ? undefined : placed(dir, lane, holder, found)
  }
  return undefined
}

/** Facts of any segment: the last one grows, so its are never kept. */
function scannable(dir: string, lane: number, ordinal: number) {
  return readSidecar(dir, lane, ordinal) ?? scanFacts(dir, lane, ordinal).facts
}

function placed(
  dir: string,
  lane: number,
  ordinal: number,
  [, position, offset, received]: ControlFact,
): PlacedControl | undefined {
  const { frame } = withSegment(dir, lane, ordinal, (segment) => whatStands(segment, position, offset))
  if (frame === undefined) return undefined
  const control = controlIn(frame.payload)
  return control === undefined ? undefined : { control, partition: frame.partition, offset, received }
}

/** Most frames are whole in this many bytes. */
const usualFrame = 16 * 1024

function whatStands(segment: Segment, position: number, offset: number, room = usualFrame): FrameOrGap {
  const bytes = Buffer.allocUnsafeSlow(room)
  const end = segment.read(bytes, position)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = frameExtent(view, 0, end)
  if (size === 0 && room < longestFrame) return whatStands(segment, position, offset, longestFrame)
  if (size <= 0 || !isSound(bytes, view, 0, size, segment.header))
    throw damaged(segment.path, position, 'a frame is damaged')
  const gap = gapAt(bytes, view, 0, size)
  if (gap !== undefined) return { gap }
  return { frame: readFrame(new Uint8Array(bytes.subarray(0, size)), view, 0, size, segment.header.sources, offset) }
}

/** The control frames of one segment other than announcements of batches, in order. */
export function controlsOf(dir: string, lane: number, ordinal: number): readonly PlacedControl[] {
  return scannable(dir, lane, ordinal).controls.flatMap((fact) => placed(dir, lane, ordinal, fact) ?? [])
}
