import type { LogSourceName } from '../ports.ts'
import type { Position } from '../position.ts'
import { frameExtent } from './frame-format.ts'
import { writeSidecar } from './key-sidecar.ts'
import { type LogFiles, putFile, writeWhole } from './log-files.ts'
import type { Recovered } from './recovery.ts'
import { laneFolder, segmentPath } from './segment-file.ts'
import { encodeHeader } from './segment-header.ts'
import { emptyFacts, type SegmentFacts, tallyFrame } from './segment-tally.ts'

/** The segments of a lane from the writer's side: at most one is open, and only its durable bytes count. */
export interface SegmentWriter {
  /** Facts of the open segment; nothing between a rotation and the next group. */
  facts(): Readonly<SegmentFacts> | undefined
  /** What is durable; a new object after each group. */
  durable(): Position
  /**
   * Makes whole frames durable with one write and one fdatasync, in a new segment where none is open.
   *
   * @param sources the table that a new segment gets
   * @throws what the disk said; the file then ends where it did before, and the bytes are not in the log
   */
  write(bytes: Buffer, view: DataView, sources: readonly LogSourceName[]): void
  /** Closes the open segment, so that the next write starts a new one; it stays open while a failed write cannot be cut off. */
  rotate(): void
  close(): void
}

interface Open {
  readonly ordinal: number
  readonly fd: number
  readonly facts: SegmentFacts
}

export interface SegmentWriterOptions {
  readonly dir: string
  readonly lane: number
  readonly files: LogFiles
  /** Whole milliseconds since the epoch, for the header. */
  readonly now: () => number
  readonly recovered: Recovered
  readonly newest: Readonly<Record<string, number>>
}

export function segmentWriter({ dir, lane, files, now, recovered, newest }: SegmentWriterOptions): SegmentWriter {
  let open = reopened()
  let durable = recovered.next
  let newestBefore = newest
  // Bytes behind the durable ones that a failed write left and a failed truncation could not take away.
  let debris = false

  function reopened(): Open | undefined {
    if (recovered.last === undefined) return undefined
    const { ordinal, facts } = recovered.last
    Object.assign(facts.newest, { ...newest, ...facts.newest })
    return { ordinal, fd: files.openSync(segmentPath(dir, lane, ordinal), 'r+'), facts }
  }

  function created(sources: readonly LogSourceName[]): Open {
    const ordinal = durable.reduce((sum, offset) => sum + offset, 0)
    const header = encodeHeader({ lane, created: now(), sources, base: durable })
    const path = segmentPath(dir, lane, ordinal)
    // The header is durable under its name before any frame: a crash leaves no segment without one.
    putFile(files, laneFolder(dir, lane), path, header)
    const facts = emptyFacts(header.length, durable)
    Object.assign(facts.newest, newestBefore)
    return { ordinal, fd: files.openSync(path, 'r+'), facts }
  }

  function cutBack({ fd, facts }: Open): void {
    try {
      files.ftruncateSync(fd, facts.bytes)
      debris = false
    } catch {
      debris = true
    }
  }

  return {
    facts: () => open?.facts,
    durable: () => durable,
    write: (bytes, view, sources) => {
      open ??= created(sources)
      const { fd, facts, ordinal } = open
      if (debris) {
        files.ftruncateSync(fd, facts.bytes)
        debris = false
      }
      try {
        writeWhole(files, fd, bytes, facts.bytes)
        files.fdatasyncSync(fd)
      } catch (error) {
        cutBack(open)
        throw error
      }
      for (let at = 0; at < bytes.length; ) {
        const size = frameExtent(view, at, bytes.length)
        if (size <= 0) throw new RangeError(`a group holds no whole frame at byte ${at}`)
        tallyFrame(facts, ordinal, bytes, view, at, size)
        at += size
      }
      durable = [...facts.next]
    },
    rotate: () => {
      if (open === undefined) return
      if (debris) cutBack(open)
      // Debris in a closed segment would read as damage: such a segment stays open until the disk lets it go.
      if (debris) return
      // One without frames is replaced by the next, which has its name.
      if (open.facts.frames > 0) writeSidecar(files, dir, lane, open.ordinal, open.facts)
      newestBefore = { ...open.facts.newest }
      files.closeSync(open.fd)
      open = undefined
    },
    close: () => {
      if (open !== undefined) files.closeSync(open.fd)
      open = undefined
    },
  }
}
