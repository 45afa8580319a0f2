import { crc32c } from '@node-rs/crc32'
import { contentsOf } from '@tocsin/event'
import { controlIn, flagsAt, frameRoom, gapFlags, kindIn, payloadAt, receivedAt, writeFrame } from '../frame-format.ts'
import { encodeGap, type Gap } from '../gap.ts'
import { type LogFiles, syncFolder, writeWhole } from '../log-files.ts'
import { laneFolder, segmentPath } from '../segment-file.ts'
import type { SegmentHeader } from '../segment-header.ts'
import { emptyFacts, type SegmentFacts, tallyFrame } from '../segment-tally.ts'
import {
  type Block,
  blockBytes,
  compressed,
  encodeArchiveHeader,
  encodeIndex,
  type SourceTally,
} from './archive-format.ts'

/** Writes one archive: frames and gaps in log order, then `finish` puts it in its place. */
export interface ArchiveWriter {
  /** Takes a whole frame over as it is. */
  frame(bytes: Uint8Array, view: DataView, at: number, size: number): void
  /** Frames that are gone stand here; adjacent gaps of one cause become one. */
  gap(gap: Gap, received: number): void
  /**
   * Makes the archive durable under its name, in place of the one that stood there.
   *
   * @param newest the segments of the newest control frames before this one, by kind
   */
  finish(newest: Readonly<Record<string, number>>): Finished
  /** Leaves what stood there as it was. */
  abandon(): void
}

export interface Finished {
  readonly facts: SegmentFacts
  /** Bytes of the file. */
  readonly size: number
  /** CRC of all frames together, to hold the file against. */
  readonly crc: number
}

export interface ArchiveTarget {
  readonly files: LogFiles
  readonly dir: string
  readonly header: SegmentHeader
  readonly ordinal: number
  /** Gaps of different causes become one as well: where no data is left, why and when each went is no longer told apart. */
  readonly joinGaps?: boolean
}

export function archiveWriter({ files, dir, header, ordinal, joinGaps = false }: ArchiveTarget): ArchiveWriter {
  const path = segmentPath(dir, header.lane, ordinal, 'arc')
  const draft = `${path}.tmp`
  const fd = files.openSync(draft, 'w')
  const facts = emptyFacts(0, header.base)
  const blocks: Block[] = []
  const tallies = new Map<number, [frames: number, bytes: number, first: number, last: number]>()
  const digests = new Set<string>()
  let parts: Uint8Array[] = []
  let held = 0
  let size = 0
  let crc = 0
  let open = true
  let pending: { gap: Gap; counts: Map<number, number>; received: number } | undefined

  function write(bytes: Uint8Array): void {
    writeWhole(files, fd, bytes, size)
    size += bytes.length
  }

  function closeBlock(): void {
    if (held === 0) return
    const plain = Buffer.concat(parts, held)
    const packed = compressed(plain)
    crc = crc32c(plain, crc)
    blocks.push([size, packed.length, facts.bytes - held, held, crc32c(packed)])
    write(packed)
    parts = []
    held = 0
  }

  function take(bytes: Uint8Array, view: DataView, at: number, length: number): void {
    if (held > 0 && held + length > blockBytes) closeBlock()
    // A block's start is where a reader may begin to step.
    if (held === 0 && facts.bytes > 0) facts.marks.push([facts.bytes, [...facts.next]])
    // A copy: a Buffer's own slice is a view of the window, which is read over.
    parts.push(Buffer.from(bytes.subarray(at, at + length)))
    held += length
    tallyFrame(facts, ordinal, bytes, view, at, length, false)
  }

  function flushGap(): void {
    if (pending === undefined) return
    const { gap, counts, received } = pending
    pending = undefined
    const payload = encodeGap({ ...gap, gone: [...counts].sort(([a], [b]) => a - b) })
    const into = Buffer.alloc(frameRoom('', payload))
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength)
    const end = writeFrame(into, view, 0, { received, source: 0, flags: gapFlags(header.lane), peer: '', payload })
    take(into, view, 0, end)
  }

  function note(bytes: Uint8Array, view: DataView, at: number, length: number): void {
    const flags = flagsAt(view, at)
    const kind = kindIn(flags)
    if (kind === 'control') {
      const control = controlIn(payloadAt(bytes, view, at, length))
      if (control !== undefined) for (const name of contentsOf(control)) digests.add(name)
    }
    if (kind !== 'data') return
    const received = receivedAt(view, at)
    const source = view.getUint16(at + 16, true)
    const tally = tallies.get(source)
    if (tally === undefined) tallies.set(source, [1, length, received, received])
    else {
      tally[0]++
      tally[1] += length
      tally[2] = Math.min(tally[2], received)
      tally[3] = Math.max(tally[3], received)
    }
  }

  try {
    write(encodeArchiveHeader(header))
  } catch (error) {
    abandon()
    throw error
  }

  function abandon(): void {
    if (!open) return
    open = false
    files.closeSync(fd)
    files.rmSync(draft, { force: true })
  }

  return {
    frame: (bytes, view, at, length) => {
      flushGap()
      note(bytes, view, at, length)
      take(bytes, view, at, length)
    },
    gap: (gap, received) => {
      if (pending !== undefined && !joinGaps && !sameCause(pending.gap, gap)) flushGap()
      const counts = pending?.counts ?? new Map<number, number>()
      for (const [partition, frames] of gap.gone) counts.set(partition, (counts.get(partition) ?? 0) + frames)
      const newer = pending === undefined || gap.since >= pending.gap.since ? gap : pending.gap
      pending = { gap: newer, counts, received: Math.max(received, pending?.received ?? received) }
    },
    finish: (newest) => {
      flushGap()
      closeBlock()
      Object.assign(facts.newest, { ...newest, ...facts.newest })
      const sources = [...tallies].map(([source, tally]): SourceTally => [source, ...tally])
      write(encodeIndex({ facts, blocks, sources, digests: [...digests] }))
      files.fsyncSync(fd)
      open = false
      files.closeSync(fd)
      files.renameSync(draft, path)
      syncFolder(files, laneFolder(dir, header.lane))
      return { facts, size, crc }
    },
    abandon,
  }
}

function sameCause(a: Gap, b: Gap): boolean {
  return a.why === b.why && a.since === b.since && a.days === b.days
}
