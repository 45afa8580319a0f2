import { statSync } from 'node:fs'
import type { Position } from '../../position.ts'
import { isMissing, segmentPath } from '../segment-file.ts'
import { withArchive } from './archive-file.ts'

/** What an archive holds, without its frames. */
export interface ArchiveSummary {
  readonly ordinal: number
  /** Bytes of the file. */
  readonly size: number
  /** Milliseconds since the epoch: when its segment was begun. */
  readonly created: number
  /** Data frames that it holds. */
  readonly frames: number
  readonly base: Position
  readonly next: Position
  readonly sources: readonly SourceHeld[]
  readonly digests: readonly string[]
}

export interface SourceHeld {
  readonly source: string
  readonly frames: number
  /** Before compression. */
  readonly bytes: number
  /** Least and largest `received`, in milliseconds since the epoch. */
  readonly first: number
  readonly last: number
}

/** Summaries of files that have not changed since: thousands of archives are looked through every few seconds. */
const known = new Map<string, { readonly stamp: string; readonly summary: ArchiveSummary }>()
const mostKnown = 50_000

/** An archive's summary; nothing where it is gone or its index is damaged. */
export function summaryOf(dir: string, lane: number, ordinal: number): ArchiveSummary | undefined {
  const path = segmentPath(dir, lane, ordinal, 'arc')
  try {
    const { size, mtimeMs, ino } = statSync(path)
    const stamp = `${size} ${mtimeMs} ${ino}`
    const kept = known.get(path)
    if (kept?.stamp === stamp) return kept.summary
    const summary = withArchive(dir, lane, ordinal, (archive): ArchiveSummary => {
      const { facts, sources, digests } = archive.index()
      return {
        ordinal,
        size,
        created: archive.header.created,
        frames: sources.reduce((sum, [, frames]) => sum + frames, 0),
        base: archive.header.base,
        next: facts.next,
        sources: bySource(sources.map((tally) => [archive.header.sources[tally[0]]?.name ?? '', tally] as const)),
        digests,
      }
    })
    if (known.size >= mostKnown) known.clear()
    known.set(path, { stamp, summary })
    return summary
  } catch (error) {
    if (isMissing(error) || (error as { code?: unknown }).code === 'segment-damaged') return undefined
    throw error
  }
}

type Tally = readonly [source: number, frames: number, bytes: number, first: number, last: number]

/** One source may stand in a table with several decoders. */
function bySource(tallies: readonly (readonly [source: string, tally: Tally])[]): SourceHeld[] {
  const held = new Map<string, SourceHeld>()
  for (const [source, [, frames, bytes, first, last]] of tallies) {
    const one = held.get(source)
    held.set(source, {
      source,
      frames: frames + (one?.frames ?? 0),
      bytes: bytes + (one?.bytes ?? 0),
      first: Math.min(first / 1000, one?.first ?? Number.POSITIVE_INFINITY),
      last: Math.max(last / 1000, one?.last ?? Number.NEGATIVE_INFINITY),
    })
  }
  return [...held.values()]
}
