import { type MessagePort, workerData } from 'node:worker_threads'
import { content } from '@tocsin/store'
import type { Flow } from './flow.ts'
import { openStreamWorker } from './stream-worker.ts'

/** What the thread of a stream worker is started with. */
export interface WorkerStart {
  readonly index: number
  readonly workers: number
  /** A module that exports `flow`. */
  readonly flow: string
  /** The log's folder, for what control frames name by digest. */
  readonly logDir: string
  readonly feed: MessagePort
  /** By worker; the one at `index` is absent. */
  readonly peers: readonly (MessagePort | undefined)[]
  readonly collect: MessagePort
}

const start = workerData as WorkerStart
const { flow } = (await import(start.flow)) as { flow: Flow }

const worker = openStreamWorker({
  index: start.index,
  workers: start.workers,
  flow,
  content: (digest) => content(start.logDir, digest),
  toPeer: (peer, message) => start.peers[peer]?.postMessage(message),
  collect: (message, transfer) => start.collect.postMessage(message, transfer),
})

start.feed.on('message', worker.fed)
for (const peer of start.peers) peer?.on('message', worker.fromPeer)
