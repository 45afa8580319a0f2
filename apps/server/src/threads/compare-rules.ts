import { parentPort, workerData } from 'node:worker_threads'
import type { CompareStart } from '../rule-content/compare-in-thread.ts'
import { differenceOf } from '../rule-content/difference.ts'

// One question, one answer: the thread ends with it.
const { now, next } = workerData as CompareStart
parentPort?.postMessage(differenceOf(now, next))
