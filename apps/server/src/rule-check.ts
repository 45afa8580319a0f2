import { Worker } from 'node:worker_threads'
import { builtModule } from '@tocsin/kit'
import type { CheckedRule, CurrentRules, RuleAsk, RuleSaid } from '@tocsin/watch'
import type { CheckStart } from './threads/check-rules.ts'

/** Checks a bundle in a thread of its own: thousands of rules take seconds, and the API must go on answering. */
export function checkInThread({ bytes }: CurrentRules): Promise<readonly CheckedRule[]> {
  return inThread({ bytes })
}

/** Reads one rule in the same kind of thread; one after another, so that clicks cost one core at most. */
export function readInThread(bytes: Uint8Array, ask: RuleAsk): Promise<RuleSaid> {
  const said = last.then(() => inThread<RuleSaid>({ bytes, ask }))
  last = said.catch(() => undefined)
  return said
}

let last: Promise<unknown> = Promise.resolve()

function inThread<Answer>(start: CheckStart): Promise<Answer> {
  const worker = new Worker(builtModule(import.meta.url, './threads/check-rules.js'), { workerData: start })
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: Answer) => resolve(answer))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`reading the rules ended with ${code}`)))
  })
}
