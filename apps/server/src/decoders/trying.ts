import { Worker } from 'node:worker_threads'
import { builtModule, TocsinError } from '@tocsin/kit'
import type { Tried } from '@tocsin/sources'
import { revived } from '../threads/start-thread.ts'

/** What the thread is asked. */
export interface TryAsk {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  /** Microseconds since the epoch. */
  readonly received: number
}

/** Tries formats that are being written in a thread of its own: the house goes on whatever a pattern costs. */
export interface Trying {
  /** Within a deadline; a format that takes longer has that as its problem. */
  tried(path: string, text: string, lines: readonly string[]): Promise<Tried>
}

const tryLimits = {
  /** Milliseconds that one trial may take, and after which a thread that nobody asks ends. */
  deadline: 3000,
  idle: 30_000,
  /** Trials that wait for the one before them. */
  waiting: 8,
  /** Mebibytes of the thread. */
  memory: 256,
} as const

export function openTrying(limits: Partial<typeof tryLimits> = {}): Trying {
  const { deadline, idle, waiting, memory } = { ...tryLimits, ...limits }
  let worker: Worker | undefined
  let resting: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let queued = 0

  const end = () => {
    void worker?.terminate()
    worker = undefined
  }

  const started = (): Promise<Worker> => {
    clearTimeout(resting)
    if (worker !== undefined) return Promise.resolve(worker)
    const made = new Worker(builtModule(import.meta.url, '../threads/try-format.js'), {
      // It reads what is built, whatever the process that starts it reads.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memory },
    })
    made.unref()
    worker = made
    // It says that it is there: loading the decoders is no part of the trial.
    return new Promise((resolve, reject) => {
      made.once('message', () => resolve(made))
      made.on('error', (error) => {
        if (worker === made) worker = undefined
        reject(revived(error))
      })
    })
  }

  const ask = async (question: TryAsk): Promise<Tried> => {
    const thread = await started()
    return new Promise<Tried>((resolve, reject) => {
      const timer = setTimeout(() => over(() => resolve(tooSlow(question.path, deadline)), end), deadline)
      const answered = (tried: Tried) => over(() => resolve(tried))
      const failed = (error: unknown) => over(() => reject(revived(error)), end)
      const over = (...what: readonly (() => void)[]) => {
        clearTimeout(timer)
        thread.off('message', answered)
        thread.off('error', failed)
        for (const each of what) each()
      }
      thread.on('message', answered)
      thread.on('error', failed)
      thread.postMessage(question)
    })
  }

  return {
    tried: async (path, text, lines) => {
      if (queued >= waiting) {
        throw new TocsinError('unavailable', 'Too many formats are being tried at once', {
          where: path,
          fix: 'Try again in a few seconds',
        })
      }
      queued++
      const answer = last.then(() => ask({ path, text, lines, received: Date.now() * 1000 }))
      last = answer.catch(() => undefined)
      try {
        return await answer
      } finally {
        queued--
        clearTimeout(resting)
        if (queued === 0) resting = setTimeout(end, idle).unref()
      }
    },
  }
}

function tooSlow(path: string, deadline: number): Tried {
  return {
    problems: [
      {
        path,
        line: 1,
        column: 1,
        reason: `trying it took longer than ${deadline / 1000} s`,
        fix: 'Begin patterns with ^ and plain words, use fewer of them, and shorter {n,m} repetitions',
      },
    ],
    lines: [],
  }
}
