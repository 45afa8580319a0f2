import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import type { DuckConnection } from '../duckdb.ts'
import { type Part, type PartDraft, type PartLimits, partName } from './part.ts'
import type { PartBin } from './part-bin.ts'
import type { PartFiles } from './part-files.ts'
import { filtersOf } from './part-filter.ts'
import { deletePart, describeFile, extent, fileList, hasPart, insertPart } from './part-table.ts'
import type { PartReading } from './relation.ts'
import { literal } from './sql-text.ts'

/** What everything that makes, merges, cuts or drops parts works with. */
export interface PartTools {
  /** Reads rows and writes files beside the appends; changes no table. */
  readonly connection: DuckConnection
  readonly files: PartFiles
  readonly reading: PartReading
  /** The form of today's columns. */
  readonly form: number
  readonly limits: PartLimits
  readonly bin: PartBin
  /** One transaction of the store's only writer, in turn with appends: all of the task's changes or none. */
  write(task: (connection: DuckConnection) => Promise<void>): Promise<void>
  readonly unique: () => string
  /** True from the moment that the store closes: no next piece of work is begun. */
  readonly closing: () => boolean
}

/**
 * Writes rows into a new file, makes it durable, and reads from it what it holds.
 *
 * Until a swap puts its row into the part table it is an orphan, which the next start removes.
 *
 * @param rows SQL that selects today's columns
 * @returns nothing where the rows were none: then no file is left
 */
export async function writePart(
  tools: PartTools,
  what: Pick<Part, 'kind' | 'start' | 'people'>,
  rows: string,
): Promise<PartDraft | undefined> {
  const { connection, files, form } = tools
  const name = partName(what.start, tools.unique())
  const file = join(files.dir, name)
  try {
    await connection.run(
      `copy (${rows} order by time, partition, "offset", "index") to ${literal(file)} (format parquet, compression zstd, row_group_size ${rowGroup})`,
    )
    const shares = await describeFile(connection, file)
    const over = extent(shares)
    if (over === undefined) {
      files.remove(name)
      return undefined
    }
    const filters = await filtersOf(connection, `read_parquet(${fileList([file])})`)
    await files.settle(name)
    const count = shares.reduce((sum, share) => sum + share.rows, 0)
    return { ...what, ...over, name, form, rows: count, bytes: files.size(name) ?? 0, shares, filters }
  } catch (error) {
    quietly(() => files.remove(name))
    throw error
  }
}

/** Rows that are found, skipped and decompressed together: a search for few rows pays by the group. */
const rowGroup = 8_192

export interface Swap {
  readonly adds: readonly PartDraft[]
  readonly drops: readonly Part[]
  /** A deletion from the hot table, and how many rows it must take. */
  readonly hot?: { readonly sql: string; readonly rows: number }
}

/** Exchanges parts, and takes rows out of the hot table, in one transaction. Old files go when nobody reads them. */
export async function swap(tools: PartTools, { adds, drops, hot }: Swap): Promise<void> {
  try {
    await tools.write(async (connection) => {
      if (hot !== undefined) {
        const [row] = await connection.all(hot.sql)
        const taken = Number(row?.[0] ?? 0)
        if (taken !== hot.rows) throw countDiffers(taken, hot.rows)
      }
      for (const { name } of drops) await deletePart(connection, name)
      for (const part of adds) await insertPart(connection, part)
    })
  } catch (error) {
    for (const { name } of adds) await removeUnlisted(tools, name)
    throw error
  }
  tools.bin.discard(drops.map(({ name }) => name))
}

/** A commit that failed may still have happened: a file goes only where the part table says that it does not hold it. */
async function removeUnlisted(tools: PartTools, name: string): Promise<void> {
  try {
    if (!(await hasPart(tools.connection, name))) tools.files.remove(name)
  } catch {
    // The next start looks again.
  }
}

function countDiffers(taken: number, expected: number): TocsinError {
  return new TocsinError('part-count', `A part holds ${expected} rows, the hot table gave up ${taken}`, {
    where: 'events.duckdb',
    fix: 'Nothing was changed; please report it',
  })
}

function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // What is left is an orphan, which the next start removes.
  }
}
