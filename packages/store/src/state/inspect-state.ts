import { rmSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import type { StateFile } from './libsql.ts'

/** What a state file holds, as it lies there. */
export interface StateFacts {
  /** Rows by table, tables of SQLite's own left out. */
  readonly rows: Readonly<Record<string, number>>
  /** `owner/id` of every migration that ran. */
  readonly migrations: readonly string[]
}

/**
 * Opens a state file, proves it and counts what is in it; changes none of it.
 *
 * @throws TocsinError `state-damaged` where pages or references between tables are broken, `state-unreadable` where it is no SQLite file
 */
export async function inspectState(file: string): Promise<StateFacts> {
  const { openStateFile } = await import('./libsql.ts')
  let state: StateFile
  try {
    state = openStateFile(file, 'NORMAL')
  } catch (cause) {
    throw new TocsinError('state-unreadable', 'The file is no state of Tocsin', {
      where: file,
      fix: 'Take another backup, or the copy from before the last upgrade',
      cause,
    })
  }
  try {
    return factsOf(state, file)
  } finally {
    const [row] = state.run({ sql: 'pragma wal_checkpoint(truncate)', parameters: [] }) as { busy: number }[]
    state.close()
    // The file alone is the state: the driver leaves an empty write-ahead log beside it
    if (row?.busy === 0) for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
  }
}

/** The same of a file that is open already. @throws TocsinError `state-damaged` */
export function factsOf(state: StateFile, file: string): StateFacts {
  const [proof] = state.run({ sql: 'pragma integrity_check(1)', parameters: [] }) as { integrity_check: string }[]
  if (proof?.integrity_check !== 'ok') throw damaged(file, proof?.integrity_check ?? 'it cannot be checked')
  const [loose] = state.run({ sql: 'pragma foreign_key_check', parameters: [] }) as { table: string }[]
  if (loose !== undefined) throw damaged(file, `table ${loose.table} points at rows that are not there`)
  const tables = state.run({
    sql: `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`,
    parameters: [],
  }) as { name: string }[]
  const rows: Record<string, number> = {}
  for (const { name } of tables) {
    const sql = `select count(*) as n from "${name.replaceAll('"', '""')}"`
    const [counted] = state.run({ sql, parameters: [] }) as { n: number }[]
    rows[name] = counted?.n ?? 0
  }
  const ran = tables.some(({ name }) => name === 'migration')
    ? (state.run({ sql: 'select owner, id from migration order by owner, id', parameters: [] }) as {
        owner: string
        id: string
      }[])
    : []
  return { rows, migrations: ran.map(({ owner, id }) => `${owner}/${id}`) }
}

function damaged(file: string, why: string): TocsinError {
  return new TocsinError('state-damaged', `The state is damaged: ${why}`, {
    where: file,
    fix: 'Restore it from a backup that checks',
  })
}
