import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  UBIGINT,
  VARCHAR,
} from '@duckdb/node-api'
import { TocsinError } from '@tocsin/kit'

// The one file that may load DuckDB: a second instance on the same file opens silently and loses committed rows.

/** A value bound to `$1`...: text, a double, a 64-bit integer, or half of an address's number. */
export type Bound = string | number | bigint | { readonly unsigned: bigint }
export type Cell = string | number | bigint | boolean | null

export interface DuckDb {
  connect(): Promise<DuckConnection>
  /** The write-ahead log, where there is one now. */
  readonly walFile: string
  close(): void
}

/** One connection: one statement at a time. */
export interface DuckConnection {
  run(sql: string, values?: readonly Bound[]): Promise<void>
  all(sql: string, values?: readonly Bound[]): Promise<readonly (readonly Cell[])[]>
  /** Rows by the chunk (at most 2,048), as the engine makes them. */
  stream(sql: string, values: readonly Bound[]): AsyncIterable<readonly (readonly Cell[])[]>
  /** Stops what runs on this connection now; a statement that has not begun yet is not stopped. */
  interrupt(): void
  close(): void
}

export interface DuckDbOptions {
  readonly dir: string
  /** The only folders that SQL may read and write files in. */
  readonly folders: readonly string[]
  readonly memoryLimit: string
  readonly threads: number
  /** Changes nothing in the file, and leaves its write-ahead log as it is. */
  readonly readOnly?: boolean
}

/**
 * Opens `<dir>/events.duckdb`, alone in this process, without extensions and without files other than its own and those in some folders.
 *
 * @throws TocsinError `event-store-open` where this process has the file open already
 */
export async function openDuckDb({ dir, folders, memoryLimit, threads, readOnly }: DuckDbOptions): Promise<DuckDb> {
  mkdirSync(dir, { recursive: true })
  const home = realpathSync(dir)
  const file = join(home, 'events.duckdb')
  if (openFiles.has(file)) {
    throw new TocsinError('event-store-open', 'The event store is already open in this process', {
      where: file,
      fix: 'Use the store that is open: only one instance may own the file',
    })
  }
  openFiles.add(file)
  try {
    const instance = await DuckDBInstance.create(file, {
      threads: String(threads),
      ...(readOnly === true ? { access_mode: 'READ_ONLY' } : {}),
      memory_limit: memoryLimit,
      checkpoint_threshold: '1GB',
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: join(home, 'temp'),
      max_temp_directory_size: '4GB',
    })
    await lockDown(
      instance,
      folders.map((folder) => realpathSync(folder)),
    )
    return {
      connect: async () => connectionOver(await instance.connect()),
      walFile: `${file}.wal`,
      close: () => {
        instance.closeSync()
        openFiles.delete(file)
      },
    }
  } catch (error) {
    openFiles.delete(file)
    throw error
  }
}

const openFiles = new Set<string>()

/** Were a person's text ever to become SQL, it could still not read or write another file, nor load code. */
async function lockDown(instance: DuckDBInstance, folders: readonly string[]): Promise<void> {
  const connection = await instance.connect()
  try {
    const allowed = folders.map((folder) => `'${folder.replaceAll("'", "''")}'`)
    // A part never changes under its name: what its footer says is kept, within the memory limit, and read once
    await connection.run('set global parquet_metadata_cache = true')
    await connection.run(`set allowed_directories = [${allowed.join(', ')}]`)
    await connection.run('set enable_external_access = false')
    await connection.run('set lock_configuration = true')
  } finally {
    connection.closeSync()
  }
}

function connectionOver(connection: DuckDBConnection): DuckConnection {
  return {
    run: async (sql, values = []) => {
      await connection.run(sql, ...bound(values))
    },
    all: async (sql, values = []) => {
      const reader = await connection.runAndReadAll(sql, ...bound(values))
      return reader.getRows().map((row) => row.map(cell))
    },
    stream: async function* (sql, values) {
      const result = await connection.stream(sql, ...bound(values))
      for await (const rows of result.yieldRows()) yield rows.map((row) => row.map(cell))
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  }
}

function bound(values: readonly Bound[]): [DuckDBValue[], DuckDBType[]] {
  return [
    values.map((value) => (typeof value === 'object' ? value.unsigned : value)),
    values.map((value) => {
      if (typeof value === 'string') return VARCHAR
      if (typeof value === 'number') return DOUBLE
      return typeof value === 'bigint' ? BIGINT : UBIGINT
    }),
  ]
}

function cell(value: DuckDBValue): Cell {
  if (value === null || typeof value !== 'object') return value as Cell
  throw new TypeError(`a query answered with ${value.constructor.name}, which is no cell`)
}
