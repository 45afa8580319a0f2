import type { DuckConnection } from './duckdb.ts'

/** Begins a transaction, even where an earlier one could not be ended: its changes are given up. */
export async function begin(connection: DuckConnection): Promise<void> {
  try {
    await connection.run('begin')
  } catch {
    await connection.run('rollback')
    await connection.run('begin')
  }
}

/** Gives up the changes of a transaction; where even that fails, the next `begin` does. */
export async function rollback(connection: DuckConnection): Promise<void> {
  await connection.run('rollback').catch(() => undefined)
}
