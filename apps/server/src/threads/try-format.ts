import { parentPort } from 'node:worker_threads'
import { tryDefinition } from '@tocsin/sources'
import type { TryAsk } from '../decoders/trying.ts'

parentPort?.postMessage('ready')
// Questions come one after another; whoever asks ends this thread where an answer takes too long.
parentPort?.on('message', ({ path, text, lines, received }: TryAsk) => {
  parentPort?.postMessage(tryDefinition(path, text, lines, received))
})
