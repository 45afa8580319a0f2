import { controlIn, flagsAt, gapAt, kindIn, partitionIn, payloadAt, receivedAt, stepOver } from '../frame-format.ts'
import { diskFiles, type LogFiles } from '../log-files.ts'
import { damaged, walkFrames } from '../segment-file.ts'
import { type Archive, withArchive } from './archive-file.ts'
import { type ArchiveWriter, archiveWriter } from './archive-writer.ts'
import type { Drop } from './cut.ts'

/** What a rewriting took out. */
export interface Taken {
  readonly frames: number
  /** Bytes of these frames before compression. */
  readonly bytes: number
}

const nothing: Taken = { frames: 0, bytes: 0 }

/**
 * Writes an archive again without the data frames that `drop` names; a gap keeps their offsets. Where no data is left, ticks and
 * announcements of batches go too, and of control frames all but the newest of each kind.
 *
 * @param age for the replay lane, whose `received` is the record's own time: milliseconds since the epoch to go by instead
 * @throws TocsinError `segment-damaged`
 */
export function rewriteArchive(
  dir: string,
  lane: number,
  ordinal: number,
  dropFor: (archive: Archive) => Drop,
  options: { readonly files?: LogFiles; readonly age?: (archive: Archive) => number } = {},
): Taken {
  return withArchive(dir, lane, ordinal, (archive) => {
    const { files = diskFiles, age } = options
    const drop = agedBy(dropFor(archive), age?.(archive))
    const plan = planOf(archive, drop)
    if (plan.frames === 0) return nothing
    const emptied = plan.stays === 0
    const writer = archiveWriter({ files, dir, header: archive.header, ordinal, joinGaps: emptied })
    try {
      if (emptied) copyEmptied(archive, writer, plan.last, plan.cause)
      else copyRest(archive, writer, drop)
      writer.finish(archive.index().facts.newest)
    } catch (error) {
      writer.abandon()
      throw error
    }
    return { frames: plan.frames, bytes: plan.bytes }
  })
}

/** Copies the gaps of an archive without data, and those of its control frames that `stays` names. */
export function copyEmptied(
  archive: Archive,
  writer: ArchiveWriter,
  stays: ReadonlySet<string>,
  cause: Cause | undefined,
): void {
  visit(archive, ({ bytes, view, at, size, kind, partition, offset, received, gap }) => {
    if (gap !== undefined) writer.gap(gap, received)
    else if (kind === 'control' && stays.has(`${partition}.${offset}`)) writer.frame(bytes, view, at, size)
    else writer.gap({ ...(cause ?? ownCause), gone: [[partition, 1]] }, received)
  })
}

type Cause = NonNullable<ReturnType<Drop>>
const ownCause: Cause = { why: 'retention', since: 0, days: null }

function copyRest(archive: Archive, writer: ArchiveWriter, drop: Drop): void {
  visit(archive, (seen) => {
    const { bytes, view, at, size, kind, partition, received, gap } = seen
    if (gap !== undefined) return writer.gap(gap, received)
    const cause = kind === 'data' ? drop(frameOf(seen)) : undefined
    if (cause === undefined) writer.frame(bytes, view, at, size)
    else writer.gap({ ...cause, gone: [[partition, 1]] }, received)
  })
}

/** What would go and what would stay, without writing. */
function planOf(archive: Archive, drop: Drop) {
  let [frames, bytes, stays] = [0, 0, 0]
  let cause: Cause | undefined
  const last = new Map<string, string>()
  visit(archive, (seen) => {
    if (seen.gap !== undefined) return
    if (seen.kind === 'control' && seen.control !== undefined)
      last.set(seen.control, `${seen.partition}.${seen.offset}`)
    if (seen.kind !== 'data') return
    const why = drop(frameOf(seen))
    if (why === undefined) stays++
    else {
      frames++
      bytes += seen.size
      cause = why
    }
  })
  return { frames, bytes, stays, cause, last: new Set(last.values()) }
}

/** The control frames of an archive other than announcements of batches, by kind: the place of the newest. */
export function lastControls(archive: Archive): ReadonlyMap<string, string> {
  const last = new Map<string, string>()
  visit(archive, ({ gap, control, partition, offset }) => {
    if (gap === undefined && control !== undefined) last.set(control, `${partition}.${offset}`)
  })
  return last
}

function visit(archive: Archive, use: (seen: Seen) => void): void {
  const next = [...archive.header.base]
  const walk = { check: 'crc', place: archive.header, from: 0, end: archive.bytes() } as const
  const { because, position } = walkFrames(archive, walk, (bytes, view, at, size) => {
    const flags = flagsAt(view, at)
    const partition = partitionIn(flags)
    const gap = gapAt(bytes, view, at, size)
    const kind = kindIn(flags)
    const named = gap === undefined && kind === 'control' ? controlIn(payloadAt(bytes, view, at, size)) : undefined
    use({
      bytes,
      view,
      at,
      size,
      kind,
      partition,
      offset: next[partition] ?? 0,
      received: receivedAt(view, at),
      gap,
      control: named === undefined || named.kind === 'batch' ? undefined : named.kind,
    })
    stepOver(next, bytes, view, at, size)
    return true
  })
  if (because === 'bad') throw damaged(archive.path, position, 'a frame is damaged')
}

interface Seen {
  readonly bytes: Buffer
  readonly view: DataView
  readonly at: number
  readonly size: number
  readonly kind: ReturnType<typeof kindIn>
  readonly partition: number
  readonly offset: number
  readonly received: number
  readonly gap: ReturnType<typeof gapAt>
  /** The kind of control that changes a judgement. */
  readonly control: string | undefined
}

function frameOf({ view, at, partition, offset, received }: Seen) {
  const milliseconds = received / 1000
  return { source: view.getUint16(at + 16, true), received: milliseconds, aged: milliseconds, partition, offset }
}

function agedBy(drop: Drop, age: number | undefined): Drop {
  return age === undefined ? drop : (frame) => drop({ ...frame, aged: age })
}
