import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import type { EventStore } from '../ports.ts'
import { eventWriter } from './event-writer.ts'
import { queryDesk } from './query-desk.ts'
import { prepareTables } from './tables.ts'

export interface EventStoreOptions {
  /** The store's own folder: `events.duckdb`, its write-ahead log, `spool/`, `temp/`. */
  readonly dir: string
  /** What DuckDB may keep in memory, such as `512MB`. */
  readonly memoryLimit?: string
  /** Threads of DuckDB's own. */
  readonly threads?: number
}

/**
 * Opens the event store on DuckDB. The caller is the only owner of the folder (the keep thread, under the data lock).
 *
 * DuckDB is loaded here and not before, so that a thread which only encodes rows does not carry it.
 *
 * @throws TocsinError `event-store-open` where this process has it open already, `newer-data` where a newer Tocsin wrote it
 */
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  const { dir, memoryLimit = '512MB', threads = 2 } = options
  const spool = join(dir, 'spool')
  const { openDuckDb } = await import('./duckdb.ts')
  mkdirSync(spool, { recursive: true, mode: 0o700 })
  const db = await openDuckDb({ dir, spool, memoryLimit, threads }).catch((cause) => {
    throw cause instanceof TocsinError ? cause : unreadable(dir, cause)
  })
  try {
    // Only now: a store that is open already must keep its spool
    rmSync(spool, { recursive: true, force: true })
    mkdirSync(spool, { mode: 0o700 })
    const write = await db.connect()
    const position = await prepareTables(write)
    const writer = eventWriter({ connection: write, spool, walFile: db.walFile, position })
    const desk = queryDesk([await db.connect(), await db.connect()])
    return {
      append: writer.append,
      position: async () => writer.position(),
      query: desk.query,
      erase: writer.erase,
      close: async () => {
        await desk.close()
        await writer.close()
        db.close()
      },
    }
  } catch (error) {
    db.close()
    throw error
  }
}

function unreadable(dir: string, cause: unknown): TocsinError {
  return new TocsinError(
    'events-unreadable',
    `The event store cannot be opened: ${cause instanceof Error ? cause.message : cause}`,
    {
      where: dir,
      fix: 'Free disk space if it is full; if the file is damaged, move this folder away: it is filled again from the log',
      cause,
    },
  )
}
