import { Worker } from 'node:worker_threads'
import { builtModule } from '@tocsin/kit'
import type { BackTestNews } from '../threads/back-test.ts'
import { revived } from '../threads/start-thread.ts'
import type { BackTestProgress, BackTestReport, BackTestStart } from './run-back-test.ts'

/** A trial under way. */
export interface Running {
  readonly report: Promise<BackTestReport>
  /** Ends it where it is; `report` is then rejected. */
  stop(): void
}

export type RunBackTest = (start: BackTestStart, progress: (now: BackTestProgress) => void) => Running

/** Mebibytes that a trial's thread may take: thousands of rules in two versions need less than half. */
const memory = 768

/** Runs a trial in a thread of its own, of low priority. */
export const backTestInThread: RunBackTest = (start, progress) => {
  const worker = new Worker(builtModule(import.meta.url, '../threads/back-test.js'), {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: memory },
  })
  const report = new Promise<BackTestReport>((resolve, reject) => {
    worker.on('message', (news: BackTestNews) => {
      if (news.news === 'progress') progress(news.progress)
      else resolve(news.report)
    })
    worker.once('error', (error) => reject(revived(error)))
    worker.once('exit', (code) => reject(new Error(`the trial ended with ${code}`)))
  })
  return {
    report,
    stop: () => void worker.terminate(),
  }
}
