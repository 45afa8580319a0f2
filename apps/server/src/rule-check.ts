import { Worker } from 'node:worker_threads'
import { builtModule, TocsinError } from '@tocsin/kit'
import type { CheckedRule, CurrentRules, RuleAsk, RuleSaid } from '@tocsin/watch'
import type { CheckStart } from './threads/check-rules.ts'

let made: string | undefined

/** From now on threads that check rules read what was loaded in this folder, and keep there what they load. */
export function keepCheckedIn(folder: string): void {
  made = folder
}

/** Checks a bundle in a thread of its own: thousands of rules take seconds, and the API must go on answering. */
export function checkInThread({ bytes }: CurrentRules): Promise<readonly CheckedRule[]> {
  return inThread({ bytes, ...(made === undefined ? {} : { made }) })
}

/** Reads one rule in the same kind of thread; one after another, so that clicks cost one core at most. */
export function readInThread(bytes: Uint8Array, ask: RuleAsk): Promise<RuleSaid> {
  const said = last.then(() => inThread<RuleSaid>({ bytes, ask }))
  last = said.catch(() => undefined)
  return said
}

/** Milliseconds that one question about one rule may take: a test may repeat events millions of times. */
const longest = 30_000

let last: Promise<unknown> = Promise.resolve()

function inThread<Answer>(start: CheckStart): Promise<Answer> {
  const worker = new Worker(builtModule(import.meta.url, './threads/check-rules.js'), { workerData: start })
  return new Promise((resolve, reject) => {
    const timer =
      start.ask === undefined
        ? undefined
        : setTimeout(() => {
            reject(tooLong())
            void worker.terminate()
          }, longest)
    worker.once('message', (answer: Answer) => resolve(answer))
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`reading the rules ended with ${code}`))
    })
  })
}

function tooLong(): TocsinError {
  return new TocsinError('rule-too-slow', `The rule was not read within ${longest / 1000} seconds`, {
    fix: 'Run its tests on the command line: tocsin rules test',
  })
}
