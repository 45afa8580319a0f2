import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Incident } from '@tocsin/event'
import { builtModule } from '@tocsin/kit'
import {
  type EventStore,
  eventStoreOver,
  lockDataFolder,
  type Migration,
  type StateStore,
  stateStoreOver,
} from '@tocsin/store'
import { startWorkers, streamMigrations, type WorkerPool } from '@tocsin/stream'
import type { RuleBundle } from '@tocsin/watch'

import { clearStaging } from './backup/staging.ts'
import { finishRestore } from './backup/swap-folder.ts'
import type { ReplayOutcome, ReplayProgress } from './receive/index.ts'
import { keepCheckedIn } from './rule-check.ts'
import type { StoredRows } from './tail/stored-rows.ts'
import type { ArchiveHandlers, ArchiveStart } from './threads/archive.ts'
import type { KeepHandlers, KeepStart } from './threads/keep.ts'
import type { KeepNews, ReceiveStart, ReplayRequest } from './threads/messages.ts'
import type { ReceiveHandlers } from './threads/receive.ts'
import { startThread, type Thread } from './threads/start-thread.ts'

export interface EngineOptions {
  readonly dataDir: string
  /** Tables of the wings and of access. */
  readonly migrations: readonly Migration[]
  /** Stream workers; by default one a core beside the first. */
  readonly workers?: number
  readonly listen?: ReceiveStart['listen']
  /** Of all that is received; `real` unless told. */
  readonly realm?: ReceiveStart['realm']
  /** What the event store may use; its own defaults where absent. */
  readonly store?: KeepStart['store']
  /** Days that the state from before a migration stays; 14 unless told. */
  readonly migratedDays?: number
  readonly failed: (error: Error) => void
}

/** The threads of Tocsin, joined: what receives, judges and keeps. Holds no rule of its own. */
export interface Engine {
  readonly keep: Thread<KeepHandlers>['call']
  readonly receive: Thread<ReceiveHandlers>['call']
  readonly archive: Thread<ArchiveHandlers>['call']
  readonly state: StateStore
  readonly events: Pick<EventStore, 'query' | 'exportText' | 'exportFile' | 'erase'>
  /** The end over which bodies of `POST /ingest/<source>` are handed to the receive thread. */
  readonly ingest: MessagePort
  /** To be given to the thread that owns the city: it asks the stores without passing through here. */
  readonly cityPort: MessagePort
  /** Judges a lane by these rules from here on, unless it does already. */
  rule(lane: number, rules: RuleBundle): Promise<void>
  /** Takes findings of the live lane by these work orders from here on, unless it does already. */
  orders(book: { readonly digest: string; readonly bytes: Uint8Array; readonly count: number }): Promise<void>
  replay(request: ReplayRequest, progress?: (sofar: ReplayProgress) => void): Promise<ReplayOutcome>
  /** Resolves when everything in a lane's log is judged and kept. */
  caughtUp(lane: number): Promise<void>
  /** Gives the way to stop hearing. */
  onIncidents(heard: (changed: readonly Incident[]) => void): () => void
  /** Events of the live lane as the store commits them, while `keep('watch', true)` holds. Gives the way to stop hearing. */
  onStored(heard: (stored: StoredRows) => void): () => void
  /** How each stream worker is. */
  workers: WorkerPool['status']
  close(): Promise<void>
}

/** Opens a data folder and starts the threads. The log takes frames as soon as this resolves; the stores catch up. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const release = lockDataFolder(options.dataDir)
  try {
    finishRestore(options.dataDir)
    await clearStaging(options.dataDir)
    return await startEngine(options, release)
  } catch (error) {
    release()
    throw error
  }
}

async function startEngine(options: EngineOptions, release: () => void): Promise<Engine> {
  const { dataDir, failed } = options
  keepCheckedIn(join(dataDir, 'made'))
  const workers = options.workers ?? Math.max(1, Math.min(4, availableParallelism() - 1))
  const pool = startWorkers(
    {
      workers,
      flow: builtModule(import.meta.url, './flow.js'),
      logDir: join(dataDir, 'log'),
      missingRules: 'newest',
      made: join(dataDir, 'made'),
    },
    failed,
  )
  const done = new MessageChannel()
  const ingest = new MessageChannel()
  const city = new MessageChannel()
  const keepStart: KeepStart = {
    dataDir,
    migrations: [...streamMigrations, ...options.migrations],
    workers,
    collects: pool.collects,
    done: done.port1,
    city: city.port1,
    ...(options.store === undefined ? {} : { store: options.store }),
    ...(options.migratedDays === undefined ? {} : { migratedDays: options.migratedDays }),
  }
  const receiveStart: ReceiveStart = {
    dataDir,
    listen: options.listen,
    ...(options.realm === undefined ? {} : { realm: options.realm }),
    ingest: ingest.port2,
    feeds: pool.feeds,
    done: done.port2,
  }
  const started = await Promise.allSettled([
    startThread<KeepHandlers>('./keep.js', keepStart, [...pool.collects, done.port1, city.port1], failed),
    startThread<ReceiveHandlers>('./receive.js', receiveStart, [...pool.feeds, ingest.port2, done.port2], failed),
    startThread<ArchiveHandlers>('./archive.js', { dataDir } satisfies ArchiveStart, [], failed),
  ])
  const [keeping, receiving, archiving] = started
  if (keeping.status === 'rejected' || receiving.status === 'rejected' || archiving.status === 'rejected') {
    // A thread that is left running would keep the process alive that says why it cannot start.
    await Promise.all([
      pool.close(),
      ...started.map((one) => (one.status === 'fulfilled' ? one.value.terminate() : undefined)),
    ])
    ingest.port1.close()
    city.port2.close()
    throw started.find((one) => one.status === 'rejected')?.reason
  }
  const [keep, receive, archive] = [keeping.value, receiving.value, archiving.value]
  keep.onNews((news) => {
    if (isNews(news) && news.news === 'failed') failed(new Error(`The stores refuse: ${news.message}`))
  })
  try {
    await receive.call('feed', await keep.call('lanes'))
  } catch (error) {
    await Promise.all([receive.terminate(), keep.terminate(), archive.terminate(), pool.close()])
    ingest.port1.close()
    city.port2.close()
    throw error
  }

  const caughtUp = async (lane: number) => {
    while (!(await receive.call('caughtUp', lane))) await pause(25)
  }

  return {
    keep: keep.call,
    receive: receive.call,
    archive: archive.call,
    state: stateStoreOver(keep.call),
    events: eventStoreOver(keep.call),
    ingest: ingest.port1,
    cityPort: city.port2,
    rule: async (lane, { digest, bytes, count }) => {
      const now = await receive.call('holds', lane, 'rules')
      if (now.control?.kind === 'rules' && now.control.digest === digest && now.whole) return
      await receive.call('control', lane, { kind: 'rules', digest, count }, bytes)
    },
    orders: async ({ digest, bytes, count }) => {
      const now = await receive.call('holds', 0, 'orders')
      if (now.control === undefined && count === 0) return
      if (now.control?.kind === 'orders' && now.control.digest === digest && now.whole) return
      await receive.call('control', 0, { kind: 'orders', digest, count }, bytes)
    },
    replay: async (request, progress) => {
      const quiet = receive.onNews((news) => {
        if (isProgress(news)) progress?.(news.replay)
      })
      try {
        return await receive.call('replay', request)
      } finally {
        quiet()
      }
    },
    caughtUp,
    onIncidents: (heard) =>
      keep.onNews((news) => {
        if (isNews(news) && news.news === 'incidents') heard(news.changed)
      }),
    workers: pool.status,
    onStored: (heard) =>
      keep.onNews((news) => {
        if (isNews(news) && news.news === 'stored') heard(news.stored)
      }),
    close: async () => {
      await receive.call('closeReceive')
      await keep.call('closeKeep')
      await Promise.all([receive.terminate(), keep.terminate(), archive.terminate(), pool.close()])
      release()
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function isNews(news: unknown): news is KeepNews {
  return typeof news === 'object' && news !== null && 'news' in news
}

function isProgress(news: unknown): news is { replay: ReplayProgress } {
  return typeof news === 'object' && news !== null && 'replay' in news
}
