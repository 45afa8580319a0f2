import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtModule } from '@tocsin/kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyPosition } from '../position.ts'
import { everything } from '../scope.ts'
import { type DuckConnection, openDuckDb } from './duckdb.ts'
import { encodeRow } from './encode-row.ts'
import { openEventStore } from './open-event-store.ts'
import { eventColumns, schemaVersion } from './schema.ts'
import { testEvent } from './test-event.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-tables-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true })
})

async function withFile<Answer>(work: (connection: DuckConnection) => Promise<Answer>): Promise<Answer> {
  const spool = join(dir, 'spool')
  mkdirSync(spool, { recursive: true })
  const db = await openDuckDb({ dir, folders: [spool], memoryLimit: '256MB', threads: 1 })
  const connection = await db.connect()
  try {
    return await work(connection)
  } finally {
    connection.close()
    db.close()
  }
}

async function keepOne(offset: number): Promise<number> {
  const store = await openEventStore({ dir })
  try {
    const rows = Buffer.from(encodeRow(testEvent(offset, { message: 'm', 'session.uid': 'u' })))
    await store.append([{ rows, events: 1 }], emptyPosition().with(0, offset + 1))
    const answer = await store.query({ from: 'event', time: [0, 4e12], timeField: 'time', limit: 10 }, everything)
    return answer.rows.length
  } finally {
    await store.close()
  }
}

describe('the tables', () => {
  it('of a newer form are refused with the remedy, and are not touched', async () => {
    await keepOne(0)
    await withFile((file) => file.run(`update meta set value = $1 where key = 'schema'`, [String(schemaVersion + 1)]))
    await expect(keepOne(1)).rejects.toMatchObject({ code: 'newer-data', fix: expect.stringContaining('newer Tocsin') })
    expect(await withFile((file) => file.all('select count(*) from event'))).toEqual([[1n]])
  })

  it('from before a column was in the registry gain it, and keep their rows', async () => {
    await keepOne(0)
    await withFile((file) => file.run('alter table event drop column session_uid'))
    expect(await keepOne(1)).toBe(2)
    const kept = await withFile((file) => file.all('select "offset", session_uid from event order by 1'))
    expect(kept).toEqual([
      [0n, null],
      [1n, 'u'],
    ])
  })

  it('with a column that only a newer registry knows still take rows', async () => {
    await keepOne(0)
    await withFile((file) => file.run('alter table event add column of_tomorrow varchar'))
    expect(await keepOne(1)).toBe(2)
  })

  it('have the columns of form 1: a changed type needs a new form', () => {
    const types = new Set(eventColumns.map(([, type]) => type))
    expect([...types].sort()).toEqual(['BIGINT', 'INTEGER', 'TIMESTAMP', 'UBIGINT', 'VARCHAR'])
    expect(new Set(eventColumns.map(([name]) => name)).size).toBe(eventColumns.length)
  })
})

describe('SQL', () => {
  it('can read no file but the spool, write none, load nothing, and not unlock that', async () => {
    await withFile(async (file) => {
      for (const sql of [
        `select * from read_text('${process.execPath}')`,
        `copy (select 1) to '${join(dir, 'out.csv')}'`,
        `attach '${join(dir, 'other.db')}'`,
        'install inet',
        'load inet',
        'set enable_external_access = true',
      ]) {
        await expect(file.run(sql), sql).rejects.toThrow(/disabled|Cannot|locked/)
      }
    })
  })
})

describe('a thread that only encodes rows', () => {
  it('carries neither database', () => {
    const script = `
      await import(${JSON.stringify(builtModule(import.meta.url, '../index.js').href)})
      const loaded = process.report.getReport().sharedObjects
      console.log(loaded.filter((file) => /duckdb|libsql/.test(file)).join())
    `
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.stdout.trim()).toBe('')
  })
})
