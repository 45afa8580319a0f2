import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { TocsinError } from '@tocsin/kit'
import {
  countAll,
  type EventStore,
  eventStoreOver,
  everything,
  lockDataFolder,
  type Migration,
  type Position,
  type StateStore,
  stateStoreOver,
} from '@tocsin/store'
import { streamMigrations } from '@tocsin/stream'
import { finishRestore } from './backup/swap-folder.ts'
import type { KeepHandlers, KeepStart } from './threads/keep.ts'
import { startThread } from './threads/start-thread.ts'

/** The stores of a data folder, without the stream: to read what was kept while no server runs. */
export interface Kept {
  readonly state: StateStore
  readonly events: Pick<EventStore, 'query' | 'exportText' | 'exportFile'>
  /** How many events there are, and where the store stands. */
  countEvents(): Promise<{ readonly rows: number; readonly position: Position }>
  close(): Promise<void>
}

/** Milliseconds: a whole store is counted. */
const countBudget = 600_000

export async function openKept(dataDir: string, migrations: readonly Migration[]): Promise<Kept> {
  if (!['log', 'state.sqlite', 'restore.json'].some((name) => existsSync(join(dataDir, name)))) {
    const there = existsSync(dataDir)
    throw new TocsinError('no-data', there ? 'This is no data folder of Tocsin' : 'There is no data folder yet', {
      where: dataDir,
      fix: 'Start Tocsin once, replay a file, or name the folder with --data',
    })
  }
  const release = lockDataFolder(dataDir)
  finishRestore(dataDir)
  const done = new MessageChannel()
  const start: KeepStart = {
    dataDir,
    migrations: [...streamMigrations, ...migrations],
    workers: 0,
    collects: [],
    done: done.port1,
  }
  const keep = await startThread<KeepHandlers>('./keep.js', start, [done.port1], () => undefined).catch((error) => {
    release()
    throw error
  })
  return {
    state: stateStoreOver(keep.call),
    events: eventStoreOver(keep.call),
    countEvents: async () => {
      const { rows } = await keep.call('query', countAll, everything, { ticket: 'count', budget: countBudget })
      return { rows: Number(rows[0]?.['measure0'] ?? 0), position: await keep.call('eventPosition') }
    },
    close: async () => {
      await keep.call('closeKeep')
      done.port2.close()
      await keep.terminate()
      release()
    },
  }
}
