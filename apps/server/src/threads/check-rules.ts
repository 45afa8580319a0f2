import { parentPort, workerData } from 'node:worker_threads'
import { decoders, knownLogsources, tablesIn } from '@tocsin/sources'
import { checkBundle, type RuleAsk, readRule } from '@tocsin/watch'

/** What the thread is started with: without `ask`, every rule of the bundle is checked. */
export interface CheckStart {
  readonly bytes: Uint8Array
  readonly ask?: RuleAsk
}

// One question, one answer: the thread ends with it.
const { bytes, ask } = workerData as CheckStart
const tables = tablesIn(bytes)
parentPort?.postMessage(
  ask === undefined
    ? checkBundle(bytes, [...knownLogsources, ...tables.logsources])
    : readRule(bytes, ask, [...decoders, ...tables.decoders]),
)
