import { parentPort, workerData } from 'node:worker_threads'
import { knownLogsources } from '@tocsin/sources'
import { checkBundle } from '@tocsin/watch'

// One question, one answer: the thread ends with it.
const { bytes } = workerData as { readonly bytes: Uint8Array }
parentPort?.postMessage(checkBundle(bytes, knownLogsources))
