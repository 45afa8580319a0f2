import { Worker } from 'node:worker_threads'
import { builtModule } from '@tocsin/kit'
import { revived } from '../threads/start-thread.ts'
import type { RuleDifference } from './difference.ts'

/** What the thread is started with. */
export interface CompareStart {
  readonly now: Uint8Array
  readonly next: Uint8Array
}

/** Compares two bundles in a thread of its own: loading thousands of rules twice takes seconds. */
export function compareInThread(start: CompareStart): Promise<RuleDifference> {
  const worker = new Worker(builtModule(import.meta.url, '../threads/compare-rules.js'), { workerData: start })
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: RuleDifference) => resolve(answer))
    worker.once('error', (error) => reject(revived(error)))
    worker.once('exit', (code) => reject(new Error(`comparing the rules ended with ${code}`)))
  })
}
