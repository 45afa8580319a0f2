import type { DuckConnection } from '../duckdb.ts'
import type { PartFiles } from './part-files.ts'

/** What a start found to set right. */
export interface OrphansFound {
  /** Files that no row names: left by a crash between writing and commit, or between commit and removal. */
  readonly removed: number
  /** Rows of events in files that are not there, or are cut. */
  readonly missing: number
}

/**
 * Brings files and part table together, before anything reads.
 *
 * A file without a row holds nothing that the tables do not hold: it goes. A row whose file is gone or has another size is
 * kept and marked, so that its hours are said to be missing; the mark goes when the file is back.
 */
export async function settleOrphans(connection: DuckConnection, files: PartFiles): Promise<OrphansFound> {
  const rows = await connection.all('select name, bytes, rows, missing from part')
  const named = new Set(rows.map(([name]) => String(name)))
  let [removed, missing] = [0, 0]
  for (const name of files.list()) {
    if (named.has(name)) continue
    files.remove(name)
    removed++
  }
  for (const [name, bytes, count, marked] of rows) {
    const gone = files.size(String(name)) !== Number(bytes)
    if (gone) missing += Number(count)
    if (gone !== marked) await connection.run(`update part set missing = ${gone} where name = $1`, [String(name)])
  }
  return { removed, missing }
}
