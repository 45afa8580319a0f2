import { Worker } from 'node:worker_threads'
import type { Listed, ListForm, ListMeaning, ListRefused } from '@tocsin/inventory'
import { builtModule, err, type Result } from '@tocsin/kit'
import type { ReadListStart } from '../threads/read-list.ts'

/** How long one list may take, in milliseconds, and what memory, in MiB. */
const limits = { ms: 60_000, memory: 1024 } as const

/** Reads an uploaded list in a thread with a deadline: whatever it holds, the API goes on answering. One after another. */
export function readListInThread(
  form: ListForm,
  text: string,
  meaning: ListMeaning,
): Promise<Result<Listed, ListRefused>> {
  const read = last.then(() => inThread({ form, text, meaning }))
  last = read.catch(() => undefined)
  return read
}

let last: Promise<unknown> = Promise.resolve()

function inThread(start: ReadListStart): Promise<Result<Listed, ListRefused>> {
  const worker = new Worker(builtModule(import.meta.url, '../threads/read-list.js'), {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: limits.memory },
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(err({ reason: `it took more than ${limits.ms / 1000} seconds`, fix: 'Send it in parts' }))
      void worker.terminate()
    }, limits.ms)
    const over = () => clearTimeout(timer)
    worker.once('message', (read: Result<Listed, ListRefused>) => {
      over()
      resolve(read)
    })
    worker.once('error', (error: NodeJS.ErrnoException) => {
      over()
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return reject(error)
      resolve(err({ reason: 'it needs more memory than a list may', fix: 'Send it in parts' }))
    })
    worker.once('exit', (code) => {
      over()
      reject(new Error(`reading a list ended with ${code}`))
    })
  })
}
