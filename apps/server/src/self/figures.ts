import { readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Vitals } from '@tocsin/stream'
import type { Engine } from '../engine.ts'
import type { KernelUdp } from './kernel-udp.ts'

type Keep = Awaited<ReturnType<typeof keepStatus>>
type Receive = Awaited<ReturnType<typeof receiveStatus>>
const keepStatus = (engine: Engine) => engine.keep('keepStatus')
const receiveStatus = (engine: Engine) => engine.receive('receiveStatus')

/** How Tocsin itself is: the figures behind `/metrics`, `/api/status` and its findings about itself. */
export interface Figures {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly threads: readonly ({ readonly thread: string } & Vitals)[]
  readonly lag: readonly Lag[]
  /** Milliseconds since keyed state of the live lane was kept; absent before it was. */
  readonly snapshotAge: number | undefined
  readonly kernelUdp: KernelUdp | undefined
  readonly process: { readonly rss: number; readonly uptime: number; readonly node: string }
  /** Bytes on disk. */
  readonly files: { readonly events: number; readonly state: number; readonly log: number }
  readonly disk: { readonly free: number; readonly total: number } | undefined
}

/** How far a sink of a lane is behind what was received. */
export interface Lag {
  readonly lane: number
  readonly sink: 'events' | 'findings'
  /** Appended and not yet written by it. */
  readonly frames: number
  /** Seconds between now and the newest frame that it has; 0 where it has all. */
  readonly seconds: number
  /** Judged batches that wait for it. */
  readonly waiting: number
}

export function figuresOf(
  { keep, receive }: { readonly keep: Keep; readonly receive: Receive },
  given: {
    readonly now: number
    /** When this process began to read its log: a sink that has nothing yet is as far behind as that. */
    readonly started: number
    readonly main: Vitals
    readonly workers: readonly (Vitals | undefined)[]
    readonly dataDir: string
  },
): Figures {
  const { now, dataDir } = given
  const live = keep.sinks.find(({ lane }) => lane === 0)
  return {
    at: now,
    threads: [
      { thread: 'main', ...given.main },
      { thread: 'receive', ...receive.vitals },
      { thread: 'keep', ...keep.vitals },
      ...given.workers.flatMap((vitals, index) =>
        vitals === undefined ? [] : [{ thread: `stream-${index}`, ...vitals }],
      ),
    ],
    lag: receive.lanes.flatMap(({ lane, position }) => {
      const sink = keep.sinks.find((one) => one.lane === lane)
      if (sink === undefined) return []
      return (['events', 'findings'] as const).map((name): Lag => {
        const has = name === 'events' ? sink.position : sink.findingsPosition
        const newest = name === 'events' ? sink.kept : sink.judged
        const frames = position.reduce((sum, next, partition) => sum + Math.max(0, next - (has[partition] ?? 0)), 0)
        // A replayed frame's `received` is its record's own time: only the live lane's is a clock.
        const behind = lane === 0 && frames > 0 ? Math.max(0, now - Math.max(newest, given.started)) / 1000 : 0
        return { lane, sink: name, frames, seconds: behind, waiting: sink.waiting[name] }
      })
    }),
    snapshotAge: live?.snapshot === undefined ? undefined : Math.max(0, now - live.snapshot),
    kernelUdp: receive.kernelUdp,
    process: { rss: process.memoryUsage.rss(), uptime: process.uptime(), node: process.version },
    files: {
      events: bytesIn(join(dataDir, 'events')),
      state: bytesIn(dataDir, (name) => name.startsWith('state.sqlite')),
      log: bytesIn(join(dataDir, 'log')),
    },
    disk: roomOf(dataDir),
  }
}

/** Bytes that whoever runs Tocsin may still write on the volume of a folder, and the volume's size. */
export function roomOf(dir: string): { readonly free: number; readonly total: number } | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(dir)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return undefined
  }
}

const deepest = 3

/** Bytes of the files of a folder and of those below it; what goes away meanwhile is nothing. */
function bytesIn(dir: string, wanted: (name: string) => boolean = () => true, depth = 0): number {
  let bytes = 0
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (!wanted(entry.name)) continue
      const path = join(dir, entry.name)
      if (entry.isFile()) bytes += statSync(path).size
      else if (entry.isDirectory() && depth < deepest) bytes += bytesIn(path, wanted, depth + 1)
    }
  } catch {
    return bytes
  }
  return bytes
}
