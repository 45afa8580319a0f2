import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { builtModule, remote } from '@tocsin/kit'
import type { WorkerHandlers, WorkerStart, WorkerStatus } from './worker.ts'

export interface WorkerPool {
  /** By worker: where the feeder sends. To be handed to the thread that reads the log. */
  readonly feeds: readonly MessagePort[]
  /** By worker: where the collector hears. To be handed to the thread that keeps. */
  readonly collects: readonly MessagePort[]
  /** How each worker is; nothing of one that does not answer within a second. */
  status(): Promise<readonly (WorkerStatus | undefined)[]>
  close(): Promise<void>
}

/**
 * Starts the stream workers and the ports between each two of them.
 *
 * @param flow a built module that exports `flow`
 * @param failed hears of a worker that died: the stream cannot go on without it, the log can
 */
export function startWorkers(
  options: { readonly workers: number; readonly flow: URL; readonly logDir: string } & Pick<
    WorkerStart,
    'missingRules' | 'made'
  >,
  failed: (error: Error) => void,
): WorkerPool {
  const { workers, flow, logDir, missingRules, made } = options
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
      missingRules,
      ...(made === undefined ? {} : { made }),
      feed: feed.port2,
      peers,
      collect: collect.port2,
    }
    const worker = new Worker(builtModule(import.meta.url, './worker.js'), {
      workerData: start,
      transferList: [feed.port2, collect.port2, ...peers.filter((peer) => peer !== undefined)],
    })
    worker.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))))
    return { worker, call: remote<WorkerHandlers>(worker), feed: feed.port1, collect: collect.port1 }
  })
  return {
    feeds: started.map(({ feed }) => feed),
    collects: started.map(({ collect }) => collect),
    status: () => Promise.all(started.map(({ call }) => withinASecond(call('status')))),
    close: async () => {
      await Promise.all(started.map(({ worker }) => worker.terminate()))
    },
  }
}

/** A worker that is deep in a batch answers after it. */
async function withinASecond<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 1000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
