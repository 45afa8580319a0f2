import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import {
  type BackTestProgress,
  type BackTestReport,
  type BackTestStart,
  runBackTest,
} from '../back-test/run-back-test.ts'
import { runWaits } from '../back-test/run-waits.ts'

export type BackTestNews =
  | { readonly news: 'progress'; readonly progress: BackTestProgress }
  | { readonly news: 'done'; readonly report: BackTestReport }

const start = workerData as BackTestStart
try {
  // On Linux this is the priority of this thread alone (setpriority(2)): what judges live events comes first.
  setPriority(0, 15)
} catch {
  // Elsewhere it runs like the others, still one at a time.
}

/** Milliseconds between two words about how far it is. */
const every = 250

const trial = (start.waits === true ? runWaits : runBackTest)(start, () => performance.now())
let told = performance.now()
for (;;) {
  const step = trial.next()
  if (step.done === true) {
    tell({ news: 'done', report: step.value })
    break
  }
  if (performance.now() - told < every) continue
  told = performance.now()
  tell({ news: 'progress', progress: step.value })
}

function tell(news: BackTestNews): void {
  parentPort?.postMessage(news)
}
