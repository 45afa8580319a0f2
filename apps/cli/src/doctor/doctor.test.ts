import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { spoken } from '../commands/doctor.ts'
import { well, worstOf } from './check.ts'
import { clockCheck, fullOn, rightsCheck } from './data.ts'
import { filesCheck, memoryCheck, nodeCheck, portCheck, udpCheck } from './machine.ts'
import { statusChecks } from './server.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'doctor-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a version of Node that is too old is bad, one that is not tested is to be looked at', () => {
  expect(
    ['v18.20.0', 'v20.18.1', 'v20.19.0', 'v22.23.3', 'v23.1.0', 'v24.21.0', 'v26.0.0'].map(
      (one) => nodeCheck(one).state,
    ),
  ).toEqual(['bad', 'bad', 'well', 'well', 'look', 'well', 'look'])
})

test('little memory and few open files are said, with what to do', () => {
  expect(memoryCheck(1e9, 5e8)).toMatchObject({ state: 'look', fix: {} })
  expect(filesCheck('Max open files            1024                 4096                 files')).toMatchObject({
    state: 'look',
  })
  expect(filesCheck('Max open files            65536                65536                files').state).toBe('well')
  expect(udpCheck('Udp: InDatagrams RcvbufErrors\nUdp: 10 3\n').state).toBe('look')
})

test('a data folder that others may read is said', () => {
  chmodSync(dir, 0o755)
  expect(rightsCheck(dir).state).toBe('look')
  chmodSync(dir, 0o700)
  expect(rightsCheck(dir).state).toBe('well')
  expect(rightsCheck(join(dir, 'nowhere')).state).toBe('well')
})

test('a clock that stands before the data is bad', () => {
  const now = Date.UTC(2026, 10, 22)
  writeFileSync(join(dir, 'segment'), 'x')
  utimesSync(join(dir, 'segment'), now / 1000, now / 1000)
  expect(clockCheck(dir, now + 1000).state).toBe('well')
  expect(clockCheck(dir, now - 3_600_000).state).toBe('bad')
})

describe('the forecast', () => {
  const now = Date.UTC(2026, 10, 22)
  const day = 86_400_000

  test('follows the last week: a gigabyte a day fills ten in ten days', () => {
    const files = Array.from({ length: 6 }, (_, index) => ({ bytes: 1e9, changed: now - index * day }))
    const full = fullOn(files, 12e9, now) ?? 0
    expect((full - now) / day).toBeCloseTo(10, 5)
  })

  test('says nothing from a first hour, nor where nothing grows', () => {
    expect(fullOn([{ bytes: 1e9, changed: now - 60_000 }], 1e9, now)).toBeUndefined()
    expect(fullOn([{ bytes: 1e9, changed: now - 30 * day }], 1e9, now)).toBeUndefined()
    expect(fullOn([], 1e9, now)).toBeUndefined()
  })
})

test('a port that is taken is bad, and free again it is well', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect((await portCheck('127.0.0.1', port)).state).toBe('bad')
  await new Promise((resolve) => server.close(resolve))
  expect((await portCheck('127.0.0.1', port)).state).toBe('well')
})

test('a server in trouble says each, in both languages', () => {
  const says = { en: 'The disk is 95 % full', fr: 'Le disque est plein à 95 %' }
  const checks = statusChecks(
    {
      ready: false,
      failure: 'no room',
      sources: [],
      behind: [],
      syslog: null,
      troubles: [{ kind: 'disk', since: 0, says }],
    },
    0,
  )
  expect(checks.map(({ name, state }) => [name, state])).toEqual([
    ['ready', 'bad'],
    ['behind', 'well'],
    ['trouble-disk', 'look'],
    ['sources', 'look'],
  ])
  for (const { state, fix } of checks) if (state !== 'well') expect([fix?.en, fix?.fr].every(Boolean)).toBe(true)
  expect(worstOf(checks)).toBe('bad')
  expect(worstOf([well('a', 'a', 'a')])).toBe('well')
})

test('the language is that of the terminal', () => {
  expect(spoken({ LANG: 'fr_FR.UTF-8' })).toBe('fr')
  expect(spoken({ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' })).toBe('en')
  expect(spoken({})).toBe('en')
})
