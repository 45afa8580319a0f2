import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Finding } from '@tocsin/event'
import { builtModule, TocsinError } from '@tocsin/kit'
import { content, emptyPosition, openLogReader } from '@tocsin/store'
import {
  type CompleteBatch,
  type FromWorker,
  joinTroubles,
  openCollector,
  openFeeder,
  sharedContents,
  startWorkers,
  type Trouble,
} from '@tocsin/stream'

export interface RerunOptions {
  /** A data folder, or the log folder inside one. */
  readonly dir: string
  readonly lane: number
  readonly workers: number
  /** Small batches mix the workers more; the findings do not depend on it. */
  readonly batchBytes?: number
  readonly found: (finding: Finding) => void
  readonly progress?: (sofar: { readonly frames: number; readonly findings: number }) => void
}

export interface RerunAnswer {
  readonly frames: number
  readonly events: number
  readonly refused: number
  readonly findings: number
  /** Detectors that threw. */
  readonly troubles: readonly Trouble[]
}

/** Judges a lane's segments again from their beginning, by the rules that their control frames name. Writes nothing. */
export async function rerun(options: RerunOptions): Promise<RerunAnswer> {
  const logDir = existsSync(join(options.dir, 'log')) ? join(options.dir, 'log') : options.dir
  if (!existsSync(logDir) || !readdirSync(logDir).some((name) => /^\d+$/.test(name))) {
    throw new TocsinError('no-log', 'There is no log to judge again', { where: options.dir, fix: 'Name a data folder' })
  }
  const totals = { frames: 0, events: 0, refused: 0, findings: 0, troubles: [] as readonly Trouble[] }
  const failure: { error?: unknown } = {}
  const pool = startWorkers(
    { workers: options.workers, flow: builtModule(import.meta.url, './flow.js'), logDir, missingRules: 'stop' },
    (error) => {
      failure.error = error
    },
  )
  const feeder = openFeeder({
    lane: options.lane,
    reader: openLogReader({ dir: logDir, lane: options.lane, from: emptyPosition() }),
    workers: pool.feeds.map((port) => (message, transfer) => port.postMessage(message, [...transfer])),
    start: { controls: [], keyedControls: [], position: emptyPosition(), snapshots: [] },
    now: Date.now,
    lingerMillis: 0,
    contents: sharedContents((name) => content(logDir, name)).of,
    ...(options.batchBytes === undefined ? {} : { batchBytes: options.batchBytes }),
    failed: (error) => {
      failure.error = error
    },
  })
  const collector = openCollector(options.lane, 0, options.workers, (batch) => {
    add(totals, batch)
    for (const { said } of batch.said) if (said.listening !== true) options.found(said.finding)
    feeder.done(batch.seq)
    options.progress?.(totals)
  })
  for (const port of pool.collects) port.on('message', (message: FromWorker) => collector.take(message))
  try {
    feeder.wake()
    while (!feeder.idle) {
      if (failure.error !== undefined) throw failure.error
      await setImmediate()
    }
    return totals
  } finally {
    feeder.close()
    for (const port of [...pool.feeds, ...pool.collects]) port.close()
    await pool.close()
  }
}

function add(totals: { -readonly [Key in keyof RerunAnswer]: RerunAnswer[Key] }, batch: CompleteBatch): void {
  totals.frames += batch.frames
  totals.events += batch.events
  totals.findings += batch.said.filter(({ said }) => said.listening !== true).length
  for (const { refused } of batch.sources) totals.refused += refused
  if (batch.troubles.length > 0) totals.troubles = joinTroubles([totals.troubles, batch.troubles])
}
