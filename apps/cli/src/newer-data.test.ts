import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allMigrations } from '@tocsin/server'
import { openStateStore } from '@tocsin/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formCheck } from './doctor/form.ts'

const bin = fileURLToPath(new URL('../bin/tocsin.mjs', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'newer-'))
afterAll(() => rmSync(dir, { recursive: true }))

beforeAll(async () => {
  const tomorrow = { owner: 'access', id: '9999-tomorrow', up: ['create table tomorrow (id text)'] }
  ;(await openStateStore({ file: join(dir, 'state.sqlite'), migrations: [...allMigrations, tomorrow] })).close()
})

test('a server does not start on data of a newer Tocsin, and says what to do', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [bin, 'serve', '--data', dir, '--port', '0', '--syslog', '0'],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  expect([status, stderr]).toEqual([1, expect.stringContaining('newer Tocsin (access/9999-tomorrow)')])
  expect(stderr).toContain('Start the newer Tocsin, or restore')
}, 60_000)

test('doctor names it, with the remedy in both languages', async () => {
  const check = await formCheck(dir)
  expect(check).toMatchObject({ name: 'form', state: 'bad' })
  expect(check.says.en).toContain('access/9999-tomorrow')
  expect(check.fix?.en).toContain('before-migration')
  expect(check.fix?.fr).toContain('Redémarrez le Tocsin plus récent')
})

test('doctor finds data of this Tocsin well, and none where there is none', async () => {
  const own = join(dir, 'own')
  expect(await formCheck(own)).toMatchObject({ state: 'well' })
})
