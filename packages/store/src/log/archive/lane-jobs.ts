import { contentsOf, lanes } from '@tocsin/event'
import type { Hold } from '../../keeping/hold.ts'
import type { Position } from '../../position.ts'
import { listContent } from '../content.ts'
import { controlsOf } from '../frame-at.ts'
import { diskFiles, type LogFiles } from '../log-files.ts'
import { listFiles, openPlain } from '../segment-file.ts'
import { segmentLife } from '../segment-log.ts'
import type { Archive } from './archive-file.ts'
import { archiveSegment, closedSegments, isSettled } from './archive-segment.ts'
import { type Cut, dropBy, dropThese } from './cut.ts'
import { joinGone } from './join-gone.ts'
import { rewriteArchive, type Taken } from './rewrite-archive.ts'
import { type ArchiveSummary, summaryOf } from './summary.ts'

/**
 * Archives the oldest segment that may be; false where there is none.
 *
 * @param damaged by ordinal: segments that cannot be read, and why. They are left as they are, and what is found damaged is added;
 * without it, the first damage throws `segment-damaged`
 */
export function archiveOldest(
  dir: string,
  lane: number,
  before: Position,
  { files = diskFiles, damaged }: { readonly files?: LogFiles; readonly damaged?: Map<number, string> } = {},
): boolean {
  for (const ordinal of closedSegments(dir, lane)) {
    if (damaged?.has(ordinal)) continue
    try {
      if (!isSettled(dir, lane, ordinal, before)) return false
      archiveSegment(dir, lane, ordinal, files)
      return true
    } catch (error) {
      if (damaged === undefined || (error as { code?: unknown }).code !== 'segment-damaged') throw error
      damaged.set(ordinal, error instanceof Error ? error.message : String(error))
    }
  }
  return false
}

/** When the oldest segment of a lane that is no archive yet was begun, in milliseconds since the epoch; nothing where there is none. */
export function oldestPlain(dir: string, lane: number): number | undefined {
  const [oldest] = listFiles(dir, lane, 'seg')
  const segment = oldest === undefined ? undefined : openPlain(dir, lane, oldest)
  segment?.close()
  return segment?.header.created
}

/** A lane's archives, oldest first. */
export function archivesOf(dir: string, lane: number): readonly ArchiveSummary[] {
  const plain = new Set(listFiles(dir, lane, 'seg'))
  return listFiles(dir, lane, 'arc')
    .filter((ordinal) => !plain.has(ordinal))
    .flatMap((ordinal) => summaryOf(dir, lane, ordinal) ?? [])
}

/**
 * Takes out of a lane's archives what is over by a cut: of each archive the sources whose newest frame in it is over, so that
 * an archive is written anew once for each retention that its sources have.
 */
export function cutLane(dir: string, lane: number, cut: Cut, files: LogFiles = diskFiles): Taken {
  let total: Taken = { frames: 0, bytes: 0 }
  for (const archive of archivesOf(dir, lane)) {
    const over = sourcesOver(archive, lane, cut)
    if (over.length === 0) continue
    total = sum(total, cutArchive(dir, lane, archive.ordinal, { ...cut, sources: Object.fromEntries(over) }, files))
  }
  joinGone(dir, lane, files)
  return total
}

/**
 * Takes raw frames, oldest archive first over all lanes, until so many bytes of files are free or nothing is left that may go.
 *
 * @param options.spared sources whose frames stay
 */
export function freeOldest(
  dir: string,
  wanted: number,
  options: {
    readonly holds: readonly Hold[]
    readonly since: number
    readonly spared?: readonly string[]
    readonly files?: LogFiles
  },
): Taken & { readonly freed: number } {
  const { holds, since, spared = [], files = diskFiles } = options
  const all = Array.from({ length: lanes }, (_, lane) => archivesOf(dir, lane).map((archive) => ({ lane, archive })))
  const mayGo = ({ sources }: ArchiveSummary) => sources.filter(({ source }) => !spared.includes(source))
  const oldest = all.flat().filter(({ archive }) => mayGo(archive).length > 0)
  oldest.sort((a, b) => a.archive.created - b.archive.created)
  let [taken, freed]: [Taken, number] = [{ frames: 0, bytes: 0 }, 0]
  for (const { lane, archive } of oldest) {
    if (freed >= wanted) break
    const everything = { before: Number.POSITIVE_INFINITY, days: null }
    const sources = Object.fromEntries(mayGo(archive).map(({ source }) => [source, everything]))
    taken = sum(taken, cutArchive(dir, lane, archive.ordinal, { why: 'disk', since, sources, holds }, files))
    freed += archive.size - (summaryOf(dir, lane, archive.ordinal)?.size ?? 0)
  }
  for (let lane = 0; lane < lanes && taken.frames > 0; lane++) joinGone(dir, lane, files)
  return { ...taken, freed }
}

/** Takes single frames, as `partition.offset`, out of a lane's archives; says how many lie where no archive is yet. */
export function eraseFrames(
  dir: string,
  lane: number,
  frames: readonly string[],
  since: number,
  files: LogFiles = diskFiles,
): { readonly taken: number; readonly waiting: number } {
  const wanted = byPartition(frames)
  const all = new Set(frames)
  let [taken, archived] = [0, 0]
  for (const { ordinal, base, next } of archivesOf(dir, lane)) {
    let within = 0
    for (const [partition, offsets] of wanted)
      within += countWithin(offsets, base[partition] ?? 0, next[partition] ?? 0)
    archived += within
    if (within > 0) taken += rewriteArchive(dir, lane, ordinal, () => dropThese(all, since), { files }).frames
  }
  if (taken > 0) joinGone(dir, lane, files)
  return { taken, waiting: all.size - archived }
}

/** Content that no control frame in any lane names: rules whose events are all gone. */
export function contentNobodyNames(dir: string): readonly string[] {
  const named = new Set<string>()
  for (let lane = 0; lane < lanes; lane++)
    for (const { digests } of archivesOf(dir, lane)) for (const digest of digests) named.add(digest)
  if (listContent(dir).every((digest) => named.has(digest))) return []
  for (let lane = 0; lane < lanes; lane++) {
    for (const ordinal of listFiles(dir, lane, 'seg')) {
      for (const { control } of controlsOf(dir, lane, ordinal)) for (const name of contentsOf(control)) named.add(name)
    }
  }
  return listContent(dir).filter((digest) => !named.has(digest))
}

function cutArchive(dir: string, lane: number, ordinal: number, cut: Cut, files: LogFiles): Taken {
  const drop = (archive: Archive) => dropBy(onlyNamed(cut), archive.header.sources)
  return rewriteArchive(dir, lane, ordinal, drop, lane === 0 ? { files } : { files, age: begunAt })
}

function onlyNamed({ why, since, sources, holds }: Cut): Cut {
  return { why, since, sources, holds }
}

/** A replayed frame's `received` is its record's own time: it is as old as its segment. */
function begunAt(archive: Archive): number {
  return archive.header.created + segmentLife
}

/** The sources of an archive of which every frame is over by the cut. */
function sourcesOver({ sources, created }: ArchiveSummary, lane: number, cut: Cut) {
  return sources.flatMap(({ source, last }) => {
    const one = Object.hasOwn(cut.sources, source) ? cut.sources[source] : cut.others
    const newest = lane === 0 ? last : created + segmentLife
    return one !== undefined && newest < one.before ? [[source, one] as const] : []
  })
}

function byPartition(frames: readonly string[]): ReadonlyMap<number, readonly number[]> {
  const offsets = new Map<number, number[]>()
  for (const frame of new Set(frames)) {
    const [partition = 0, offset = 0] = frame.split('.').map(Number)
    const list = offsets.get(partition) ?? []
    offsets.set(partition, list)
    list.push(offset)
  }
  for (const list of offsets.values()) list.sort((a, b) => a - b)
  return offsets
}

/** How many of some sorted offsets lie in [from, to). */
function countWithin(offsets: readonly number[], from: number, to: number): number {
  return lowerBound(offsets, to) - lowerBound(offsets, from)
}

function lowerBound(offsets: readonly number[], value: number): number {
  let [low, high] = [0, offsets.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((offsets[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function sum(a: Taken, b: Taken): Taken {
  return { frames: a.frames + b.frames, bytes: a.bytes + b.bytes }
}
