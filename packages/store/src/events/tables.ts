import { TocsinError } from '@tocsin/kit'
import { emptyPosition, type Position } from '../position.ts'
import type { DuckConnection } from './duckdb.ts'
import { createPartTables } from './parts/part-table.ts'
import { createTables, eventColumns, schemaVersion } from './schema.ts'

/**
 * Makes the tables, or takes those of this version and the one before.
 *
 * @returns where the store stands
 * @throws TocsinError `newer-data` where a newer Tocsin wrote the file
 */
export async function prepareTables(connection: DuckConnection): Promise<Position> {
  await connection.run('begin')
  try {
    for (const sql of [...createTables, ...createPartTables]) await connection.run(sql)
    await holdVersion(connection)
    await addColumns(connection)
    const partitions = emptyPosition().map((_, partition) => `(${partition}, 0)`)
    await connection.run(`insert into position values ${partitions.join(', ')} on conflict do nothing`)
    await connection.run('commit')
  } catch (error) {
    await connection.run('rollback')
    throw error
  }
  return readPosition(connection)
}

export async function readPosition(connection: DuckConnection): Promise<Position> {
  const position = [...emptyPosition()]
  for (const [partition, next] of await connection.all('select partition, next from position')) {
    position[Number(partition)] = Number(next)
  }
  return position
}

async function holdVersion(connection: DuckConnection): Promise<void> {
  const [row] = await connection.all(`select value from meta where key = 'schema'`)
  if (row === undefined) {
    await connection.run(`insert into meta values ('schema', $1)`, [String(schemaVersion)])
    return
  }
  const found = Number(row[0])
  if (found === schemaVersion) return
  if (found < schemaVersion) {
    await connection.run(`update meta set value = $1 where key = 'schema'`, [String(schemaVersion)])
    return
  }
  throw newerForm(found)
}

export function newerForm(found: number): TocsinError {
  return new TocsinError('newer-data', `The event store has form ${found}, this Tocsin reads up to ${schemaVersion}`, {
    where: 'events.duckdb',
    fix: 'Start the newer Tocsin that wrote it, or restore the copy from before the upgrade',
  })
}

/** A registry that has grown since the file was made: rows from before have no value in the new columns. */
async function addColumns(connection: DuckConnection): Promise<void> {
  const missing = await missingColumns(connection)
  for (const [name, type] of eventColumns) {
    if (missing.has(name)) await connection.run(`alter table event add column "${name}" ${type}`)
  }
}

/** Columns of today that the table lacks. */
export async function missingColumns(connection: DuckConnection): Promise<ReadonlySet<string>> {
  const rows = await connection.all(`select column_name from information_schema.columns where table_name = 'event'`)
  const present = new Set(rows.map(([name]) => name))
  return new Set(eventColumns.map(([name]) => name).filter((name) => !present.has(name)))
}
