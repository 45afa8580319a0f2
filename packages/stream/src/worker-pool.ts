import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { builtModule } from '@tocsin/kit'
import type { WorkerStart } from './worker.ts'

export interface WorkerPool {
  /** By worker: where the feeder sends. To be handed to the thread that reads the log. */
  readonly feeds: readonly MessagePort[]
  /** By worker: where the collector hears. To be handed to the thread that keeps. */
  readonly collects: readonly MessagePort[]
  close(): Promise<void>
}

/**
 * Starts the stream workers and the ports between each two of them.
 *
 * @param flow a built module that exports `flow`
 * @param failed hears of a worker that died: the stream cannot go on without it, the log can
 */
export function startWorkers(
  options: { readonly workers: number; readonly flow: URL; readonly logDir: string },
  failed: (error: Error) => void,
): WorkerPool {
  const { workers, flow, logDir } = options
  const ends = Array.from({ length: workers }, () => new Array<MessagePort | undefined>(workers).fill(undefined))
  for (let a = 0; a < workers; a++) {
    for (let b = a + 1; b < workers; b++) {
      const { port1, port2 } = new MessageChannel()
      ends[a]?.splice(b, 1, port1)
      ends[b]?.splice(a, 1, port2)
    }
  }
  const started = ends.map((peers, index) => {
    const feed = new MessageChannel()
    const collect = new MessageChannel()
    const start: WorkerStart = {
      index,
      workers,
      flow: flow.href,
      logDir,
      feed: feed.port2,
      peers,
      collect: collect.port2,
    }
    const worker = new Worker(builtModule(import.meta.url, './worker.js'), {
      workerData: start,
      transferList: [feed.port2, collect.port2, ...peers.filter((peer) => peer !== undefined)],
    })
    worker.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))))
    return { worker, feed: feed.port1, collect: collect.port1 }
  })
  return {
    feeds: started.map(({ feed }) => feed),
    collects: started.map(({ collect }) => collect),
    close: async () => {
      await Promise.all(started.map(({ worker }) => worker.terminate()))
    },
  }
}
