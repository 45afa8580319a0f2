import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { serve } from '@tocsin/kit'
import { content, newestContent } from '@tocsin/store'
import type { Flow } from './flow.ts'
import { openStreamWorker } from './stream-worker.ts'
import { type Vitals, watchVitals } from './vitals.ts'

/** What the thread of a stream worker is started with. */
export interface WorkerStart {
  readonly index: number
  readonly workers: number
  /** A module that exports `flow`. */
  readonly flow: string
  /** The log's folder, for what control frames name by digest. */
  readonly logDir: string
  /** What judges where the rules that the log names are not beside it: none, or the newest that are. */
  readonly missingRules: 'stop' | 'newest'
  /** A folder for what can be made again. */
  readonly made?: string
  readonly feed: MessagePort
  /** By worker; the one at `index` is absent. */
  readonly peers: readonly (MessagePort | undefined)[]
  readonly collect: MessagePort
}

export interface WorkerStatus {
  readonly vitals: Vitals
  /** Digests of rules that the log names and that others judge instead of now. */
  readonly rulesMissing: readonly string[]
}

const start = workerData as WorkerStart
const { flow } = (await import(start.flow)) as { flow: Flow }

if (start.made !== undefined) flow.keepMade?.(start.made)

const worker = openStreamWorker({
  index: start.index,
  workers: start.workers,
  flow,
  content: (digest) => content(start.logDir, digest),
  ...(start.missingRules === 'newest' ? { instead: () => newestContent(start.logDir, flow.isRules) } : {}),
  toPeer: (peer, message) => start.peers[peer]?.postMessage(message),
  collect: (message, transfer) => start.collect.postMessage(message, transfer),
})

const vitals = watchVitals()

/** What was missing for a moment, as after a start that mends it, is said for a minute: nobody looks more often than every few seconds. */
const saidFor = 60_000
const firstSaid = new Map<string, number>()

function missing(): readonly string[] {
  const now = performance.now()
  const fresh = worker.rulesMissed.filter((digest) => {
    const since = firstSaid.get(digest) ?? now
    firstSaid.set(digest, since)
    return now - since < saidFor
  })
  return [...new Set([...worker.rulesMissing, ...fresh])]
}

export const workerHandlers = {
  status: (): WorkerStatus => ({ vitals: vitals(), rulesMissing: missing() }),
}

export type WorkerHandlers = typeof workerHandlers

if (parentPort !== null) serve(parentPort, workerHandlers)
start.feed.on('message', worker.fed)
for (const peer of start.peers) peer?.on('message', worker.fromPeer)
