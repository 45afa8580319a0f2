import type { Position } from '../position.ts'
import { controlIn, flagsAt, isGap, kindIn, partitionIn, payloadAt, receivedAt, stepOver } from './frame-format.ts'

/** An idempotency key that a segment holds: `[received µs, source, key, frames]`. */
export type KeyFact = readonly [received: number, source: string, key: string, frames: number]
/** A control frame other than a batch key: `[kind, byte in the file, offset in the lane's first partition, received µs]`. */
export type ControlFact = readonly [kind: string, position: number, offset: number, received: number]
/** A place to start stepping from: a byte in the file, and the next offsets of all partitions there. */
export type SeekMark = readonly [position: number, next: Position]

/** What is known of a segment without reading it again: everything here can be derived from its frames. */
export interface SegmentFacts {
  /** Where the next frame goes, in bytes of the file. */
  bytes: number
  /** Frames that it holds; those gone from an archive are not among them. */
  frames: number
  /** The next offsets of all partitions after its last frame. */
  readonly next: number[]
  /** `received` of its last frame, in microseconds; null while it has none. */
  last: number | null
  readonly keys: KeyFact[]
  readonly controls: ControlFact[]
  readonly marks: SeekMark[]
  /** The first ordinal of the segment that holds the newest control frame of each kind, where that is known. */
  readonly newest: Record<string, number>
}

/** Bytes between two seek marks. */
const markEvery = 1024 * 1024

export function emptyFacts(start: number, base: Position): SegmentFacts {
  return { bytes: start, frames: 0, next: [...base], last: null, keys: [], controls: [], marks: [], newest: {} }
}

/** Adds one sound frame, or gap, to the facts of its segment; `marks`: with places to start stepping from. */
export function tallyFrame(
  facts: SegmentFacts,
  segment: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  marks = true,
): void {
  const flags = flagsAt(view, at)
  const partition = partitionIn(flags)
  const offset = facts.next[partition] ?? 0
  const marked = facts.marks.at(-1)?.[0] ?? 0
  if (marks && facts.bytes - marked >= markEvery) facts.marks.push([facts.bytes, [...facts.next]])
  const received = receivedAt(view, at)
  if (!isGap(flags)) facts.frames++
  if (!isGap(flags) && kindIn(flags) === 'control') {
    const control = controlIn(payloadAt(bytes, view, at, size))
    if (control?.kind === 'batch') facts.keys.push([received, control.source, control.key, control.frames])
    else {
      const kind = control?.kind ?? 'unknown'
      facts.controls.push([kind, facts.bytes, offset, received])
      facts.newest[kind] = segment
    }
  }
  stepOver(facts.next, bytes, view, at, size)
  facts.last = received
  facts.bytes += size
}
