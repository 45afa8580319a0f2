import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openObserver, openProofBook } from '@tocsin/inventory'
import { serve } from '@tocsin/kit'
import { framesOf, logStarts } from '@tocsin/store'
import { decodeFrame } from '@tocsin/stream'
import { batches, readersOf, sum } from '../back-test/history.ts'
import type { LearnHandlers, LearnStart } from '../city/learn-messages.ts'

const start = workerData as LearnStart
const main = parentPort
if (main === null) throw new Error('the thread that learns runs in a worker')
try {
  // On Linux this is the priority of this thread alone (setpriority(2)): what judges live events comes first.
  setPriority(0, 10)
} catch {
  // Elsewhere it runs like the others; it rests between its readings.
}

/** Only what befalls the city now teaches it: the replay lane is not read. */
const lane = 0
/** Small, so that what is gathered stays within its bounds. */
const batchBytes = 256 * 1024

const proof = openProofBook(start.seed)
const observer = openObserver(proof, start.realm)
let readers = readersOf([])
let next = start.from

export const learnHandlers: LearnHandlers = {
  step: (limit, milliseconds) => {
    const notes: string[] = []
    const until = performance.now() + milliseconds
    let events = 0
    const stretch = { logDir: start.logDir, lane, from: 0, limit, batchBytes }
    if (sum(next, lane) < sum(limit, lane) && !observer.full) {
      for (const batch of batches(stretch, next, logStarts(start.logDir, lane), notes)) {
        for (const frame of framesOf(batch)) {
          if (frame.kind !== 'data') continue
          const made = decodeFrame(frame, readers)
          if ('reason' in made) continue
          events += made.events.length
          for (const event of made.events) observer.take(event)
        }
        next = batch.next
        if (observer.full || performance.now() >= until) break
      }
    }
    return {
      more: sum(next, lane) < sum(limit, lane),
      events,
      news: !observer.quiet,
      empty: observer.empty,
      full: observer.full,
      notes,
    }
  },
  take: () => ({ digest: observer.digest(), next }),
  ground: (ground) => observer.ground(ground),
  believe: (names) => {
    for (const name of names) proof.prove(name)
  },
  formats: (bundle) => {
    readers = readersOf([bundle])
  },
}

serve(main, learnHandlers)
main.postMessage({ ready: true })
