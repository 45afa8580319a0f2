import { type TransferListItem, Worker } from 'node:worker_threads'
import { builtModule, type Call, remote, TocsinError } from '@tocsin/kit'

export interface Thread<Handlers> {
  readonly call: Call<Handlers>
  /** Hears what the thread says without being asked; gives the way to stop hearing. */
  onNews(heard: (news: unknown) => void): () => void
  terminate(): Promise<void>
}

/**
 * Starts one of the house's threads and gives a way to call its handlers.
 *
 * @param module beside this file, such as `./keep.js`
 * @param failed hears of a thread that died; calls that wait are then rejected by the caller's own shutdown
 */
export function startThread<Handlers>(
  module: string,
  start: object,
  transfer: readonly TransferListItem[],
  failed: (error: Error) => void,
): Promise<Thread<Handlers>> {
  const worker = new Worker(builtModule(import.meta.url, module), { workerData: start, transferList: [...transfer] })
  return new Promise((resolve, reject) => {
    let ready = false
    worker.on('error', (cause) => {
      const error = revived(cause)
      if (ready) failed(error)
      else reject(error)
    })
    worker.on('exit', (code) => {
      if (!ready) reject(new Error(`${module} ended with code ${code} before it was ready`))
      else if (code !== 0 && code !== 1) failed(new Error(`${module} ended with code ${code}`))
    })
    worker.once('message', () => {
      ready = true
      resolve({
        call: remote<Handlers>(worker),
        onNews: (heard) => {
          worker.on('message', heard)
          return () => worker.off('message', heard)
        },
        terminate: async () => {
          await worker.terminate()
        },
      })
    })
  })
}

/** What a thread threw, with its code, place and remedy: errors that cross threads keep their properties and lose their class. */
export function revived(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(messageOf(thrown))
  const { code, where, fix } = thrown as { code?: unknown; where?: unknown; fix?: unknown }
  if (thrown.name !== 'TocsinError' || typeof code !== 'string') return thrown
  return new TocsinError(code, thrown.message, {
    ...(typeof where === 'string' ? { where } : {}),
    ...(typeof fix === 'string' ? { fix } : {}),
    cause: thrown,
  })
}

/** Native errors arrive as plain objects. */
function messageOf(thrown: unknown): string {
  const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : undefined
  return typeof message === 'string' ? message : String(thrown)
}
