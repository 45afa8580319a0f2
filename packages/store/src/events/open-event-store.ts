import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { exportFile } from '../export/export-file.ts'
import { lineSql } from '../export/line-sql.ts'
import type { EventStore } from '../ports.ts'
import { everything } from '../scope.ts'
import { copyStore, countAll } from './copy-store.ts'
import type { DuckConnection } from './duckdb.ts'
import { eventWriter } from './event-writer.ts'
import { settleOrphans } from './parts/orphans.ts'
import { type PartLimits, partLimits } from './parts/part.ts'
import { partBin } from './parts/part-bin.ts'
import { type PartFiles, partFiles } from './parts/part-files.ts'
import { partKeeper } from './parts/part-keeper.ts'
import { formOfToday, readForms } from './parts/part-table.ts'
import { queryDesk } from './query-desk.ts'
import { prepareTables } from './tables.ts'

export interface EventStoreOptions {
  /** The store's own folder: `events.duckdb`, its write-ahead log, `parts/`, `spool/`, `temp/`. */
  readonly dir: string
  /** What DuckDB may keep in memory, such as `512MB`. */
  readonly memoryLimit?: string
  /** Threads of DuckDB's own. */
  readonly threads?: number
  readonly parts?: Partial<PartLimits>
}

/** Where a test can make a step fail: the statements of whoever writes, and what is done to files. */
export interface StoreSeams {
  readonly connection?: (connection: DuckConnection) => DuckConnection
  readonly files?: (files: PartFiles) => PartFiles
}

/**
 * Opens the event store on DuckDB. The caller is the only owner of the folder (the keep thread, under the data lock).
 *
 * DuckDB is loaded here and not before, so that a thread which only encodes rows does not carry it.
 *
 * @throws TocsinError `event-store-open` where this process has it open already, `newer-data` where a newer Tocsin wrote it
 */
export async function openEventStore(options: EventStoreOptions, seams: StoreSeams = {}): Promise<EventStore> {
  const { dir, memoryLimit = '512MB', threads = 2 } = options
  const { connection: cut = (same) => same, files: cutFiles = (same) => same } = seams
  const spool = join(dir, 'spool')
  const partsDir = join(dir, 'parts')
  const { openDuckDb } = await import('./duckdb.ts')
  for (const folder of [spool, partsDir]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = await openDuckDb({ dir, folders: [spool, partsDir], memoryLimit, threads }).catch((cause) => {
    throw cause instanceof TocsinError ? cause : unreadable(dir, cause)
  })
  try {
    // Only now: a store that is open already must keep its spool
    rmSync(spool, { recursive: true, force: true })
    mkdirSync(spool, { mode: 0o700 })
    const write = cut(await db.connect())
    const position = await prepareTables(write)
    const files = cutFiles(partFiles(partsDir))
    const found = await settleOrphans(write, files)
    const form = await formOfToday(write)
    const bin = partBin(files.remove)
    const reading = { dir: partsDir, forms: await readForms(write), bin }
    const writer = eventWriter({ connection: write, spool, walFile: db.walFile, position })
    const desk = queryDesk([await db.connect(), await db.connect()], reading)
    const tending = cut(await db.connect())
    let closing = false
    const keeper = partKeeper(
      {
        connection: tending,
        files,
        reading,
        form,
        limits: { ...partLimits, ...options.parts },
        bin,
        write: writer.write,
        unique: randomUUID,
        closing: () => closing,
      },
      found,
      () => tending.interrupt(),
    )
    return {
      append: writer.append,
      position: async () => writer.position(),
      query: desk.query,
      exportText: ({ query, scope, format, names }, options) =>
        desk.text(query, scope, lineSql(format, names), options),
      exportFile: (asked, options) => exportFile(spool, desk.copy, asked, options),
      tend: keeper.tend,
      retain: keeper.retain,
      parts: keeper.status,
      erase: async (events) => {
        const erased = await keeper.erase(events)
        // What was deleted leaves the write-ahead log too
        await writer.checkpoint()
        return erased
      },
      copyTo: (to) =>
        writer.between(async () => {
          const { rows } = await desk.query(countAll, everything)
          await copyStore(dir, to)
          return { position: writer.position(), events: Number(rows[0]?.['measure0'] ?? 0) }
        }),
      close: async () => {
        closing = true
        await desk.close()
        await keeper.close()
        tending.close()
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
