import { Worker } from 'node:worker_threads'
import { builtModule } from '@tocsin/kit'
import type { CheckedRule, CurrentRules } from '@tocsin/watch'

/** Checks a bundle in a thread of its own: thousands of rules take seconds, and the API must go on answering. */
export function checkInThread({ bytes }: CurrentRules): Promise<readonly CheckedRule[]> {
  const worker = new Worker(builtModule(import.meta.url, './threads/check-rules.js'), { workerData: { bytes } })
  return new Promise((resolve, reject) => {
    worker.once('message', (checked: readonly CheckedRule[]) => resolve(checked))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`checking the rules ended with ${code}`)))
  })
}
