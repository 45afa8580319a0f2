import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { isReplayPartition, lanes } from '@tocsin/event'
import { serve } from '@tocsin/kit'
import {
  archiveOldest,
  archivesOf,
  type Cut,
  contentNobodyNames,
  cutLane,
  eraseFrames,
  freeOldest,
  type Hold,
  type Position,
} from '@tocsin/store'

/** What the archive thread is started with. It compresses and rewrites archives; segments that are written it never touches. */
export interface ArchiveStart {
  readonly dataDir: string
}

const start = workerData as ArchiveStart
const main = parentPort
if (main === null) throw new Error('the archive thread runs in a worker')
const dir = join(start.dataDir, 'log')
/** Lanes in which nothing could be archived, and why: the others go on. */
const stuck = new Map<number, string>()
/** By lane: segments that cannot be read. They stay as they are, and those behind them are archived. */
const damaged = Array.from({ length: lanes }, () => new Map<number, string>())

export const archiveHandlers = {
  /** Archives one segment of a lane that lies before what its sinks have; says whether there was one. */
  archiveNext: (lane: number, before: Position): boolean => {
    try {
      const found = damaged[lane]
      const done = archiveOldest(dir, lane, before, found === undefined ? {} : { damaged: found })
      stuck.delete(lane)
      return done
    } catch (error) {
      stuck.set(lane, error instanceof Error ? error.message : String(error))
      return false
    }
  },

  cut: (cut: Cut) => {
    const taken = Array.from({ length: lanes }, (_, lane) => cutLane(dir, lane, cut))
    return taken.reduce((a, b) => ({ frames: a.frames + b.frames, bytes: a.bytes + b.bytes }))
  },

  /** @param spared sources whose frames stay */
  free: (wanted: number, holds: readonly Hold[], since: number, spared: readonly string[]) =>
    freeOldest(dir, wanted, { holds, since, spared }),

  /** @param frames as `partition.offset` */
  eraseFrames: (frames: readonly string[], since: number) => {
    let [taken, waiting] = [0, 0]
    for (let lane = 0; lane < lanes; lane++) {
      const own = frames.filter((frame) => isReplayPartition(Number(frame.split('.')[0])) === (lane === 1))
      if (own.length === 0) continue
      const erased = eraseFrames(dir, lane, own, since)
      taken += erased.taken
      waiting += erased.waiting
    }
    return { taken, waiting }
  },

  contentNobodyNames: (): readonly string[] => contentNobodyNames(dir),

  /** What lies in the archives, by source. */
  archiveStatus: () => {
    const archives = Array.from({ length: lanes }, (_, lane) => archivesOf(dir, lane)).flat()
    const sources = new Map<string, { frames: number; bytes: number; oldest: number }>()
    for (const held of archives.flatMap((archive) => archive.sources)) {
      const one = sources.get(held.source) ?? { frames: 0, bytes: 0, oldest: Number.POSITIVE_INFINITY }
      one.frames += held.frames
      one.bytes += held.bytes
      one.oldest = Math.min(one.oldest, held.first)
      sources.set(held.source, one)
    }
    return {
      archives: archives.length,
      bytes: archives.reduce((sum, { size }) => sum + size, 0),
      frames: archives.reduce((sum, { frames }) => sum + frames, 0),
      sources: [...sources].map(([source, held]) => ({ source, ...held })),
      failure: [...stuck.values()][0],
      damaged: damaged.flatMap((found) => [...found.values()]),
    }
  },
}

export type ArchiveHandlers = typeof archiveHandlers

serve(main, archiveHandlers)
main.postMessage({ ready: true })
