import { parentPort, workerData } from 'node:worker_threads'
import { decoders, knownLogsources, tablesIn } from '@tocsin/sources'
import { checkBundle, keepLoadedRules, type RuleAsk, readRule } from '@tocsin/watch'
import { ruleCacheIn } from '../rule-cache.ts'

/** What the thread is started with: without `ask`, every rule of the bundle is checked. */
export interface CheckStart {
  readonly bytes: Uint8Array
  readonly ask?: RuleAsk
  /** The folder of loaded rules. */
  readonly made?: string
}

// One question, one answer: the thread ends with it.
const { bytes, ask, made } = workerData as CheckStart
if (made !== undefined) keepLoadedRules(ruleCacheIn(made))
const tables = tablesIn(bytes)
parentPort?.postMessage(
  ask === undefined
    ? checkBundle(bytes, [...knownLogsources, ...tables.logsources])
    : readRule(bytes, ask, [...decoders, ...tables.decoders]),
)
