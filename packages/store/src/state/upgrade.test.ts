import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { manualClock } from '@tocsin/kit'
import { expect } from 'vitest'
import type { Migration } from '../migration.ts'
import { inspectState } from './inspect-state.ts'
import { openStateFile } from './libsql.ts'
import { openStateStore } from './open-state-store.ts'
import { tryUpgrade, upgradeState } from './upgrade.ts'

const first: Migration = { owner: 'notes', id: '0001', up: ['create table note (id text primary key, said text)'] }
const second: Migration = {
  owner: 'notes',
  id: '0002',
  up: ['alter table note add column tag text', `update note set tag = 'old'`],
}
const clock = manualClock(1_700_000_000_000)

async function inFolder(work: (file: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'upgrade-'))
  try {
    await work(join(dir, 'state.sqlite'))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

async function older(file: string, rows: number): Promise<void> {
  const { store, close } = await openStateStore({ file, migrations: [first], clock })
  for (let n = 0; n < rows; n++)
    await store.run({ sql: 'insert into note (id, said) values (?, ?)', parameters: [`${n}`, 'x'] })
  close()
}

test.prop([fc.nat(5), fc.nat(20), fc.boolean()], { numRuns: 40 })(
  'a crash at any step leaves the old state or the new one, whole, and the next start ends it',
  (end, rows, again) =>
    inFolder(async (file) => {
      await older(file, rows)
      for (const last of again ? [end, end] : [end]) {
        let steps = 0
        try {
          upgradeState({
            file,
            migrations: [first, second],
            clock,
            keepDays: 14,
            step: () => {
              if (steps++ === last) throw new Error('the power went')
            },
          })
        } catch (error) {
          expect((error as Error).message).toBe('the power went')
        }
        expect((await inspectState(file)).rows['note']).toBe(rows)
      }
      const { store, close } = await openStateStore({ file, migrations: [first, second], clock })
      expect(await store.run({ sql: `select count(*) as n from note where tag = 'old'`, parameters: [] })).toEqual([
        { n: rows },
      ])
      close()
      expect(existsSync(`${file}.migrating`)).toBe(false)
    }),
  120_000,
)

test('the state from before stays for some days', () =>
  inFolder(async (file) => {
    await older(file, 3)
    const open = async (days: number) =>
      (
        await openStateStore({ file, migrations: [first, second], clock: manualClock(clock.now() + days * 86_400_000) })
      ).close()
    await open(0)
    const aside = join(file, '..', 'before-migration')
    const [name = ''] = readdirSync(aside)
    expect(await inspectState(join(aside, name))).toEqual({
      rows: { migration: 1, note: 3 },
      migrations: ['notes/0001'],
    })
    await open(13)
    expect(readdirSync(aside)).toEqual([name])
    await open(15)
    expect(readdirSync(aside)).toEqual([])
  }))

test('a dry run says what would run and leaves nothing', () =>
  inFolder(async (file) => {
    await older(file, 3)
    expect(tryUpgrade({ file, migrations: [first, second], clock }).ran).toEqual(['notes/0002'])
    expect(readdirSync(join(file, '..')).filter((name) => !/^state\.sqlite(-wal|-shm)?$/.test(name))).toEqual([])
    expect((await inspectState(file)).migrations).toEqual(['notes/0001'])
  }))

test('a migration that fails leaves the old state as it was', () =>
  inFolder(async (file) => {
    await older(file, 3)
    const broken: Migration = { owner: 'notes', id: '0003', up: ['drop table note', 'create table note ('] }
    await expect(openStateStore({ file, migrations: [first, broken], clock })).rejects.toThrow()
    expect((await inspectState(file)).rows['note']).toBe(3)
  }))

test('a newer state is refused before anything is copied', () =>
  inFolder(async (file) => {
    await older(file, 1)
    ;(await openStateStore({ file, migrations: [first, second], clock })).close()
    await expect(openStateStore({ file, migrations: [first], clock })).rejects.toMatchObject({ code: 'newer-data' })
    const state = openStateFile(file, 'FULL')
    expect(state.run({ sql: 'select tag from note', parameters: [] })).toEqual([{ tag: 'old' }])
    state.close()
  }))
