import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { everything, openStateStore } from '@tocsin/store'
import { expect, test } from 'vitest'
import { sendsMigrations, sentRows } from './sends.repository.ts'
import { openSentBook } from './sent-book.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')

test('what is sent is counted by kind, order and target, and goes on over a restart', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sends-'))
  const { store, close } = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: sendsMigrations,
    synchronous: 'NORMAL',
  })
  let now = 1000
  const ping = {
    kind: 'mqtt-ping',
    order: { kind: 'connection', id: 'broker' },
    host: 'broker.example',
    address: '10.0.0.9',
    port: 1883,
  } as const
  const one = openSentBook(store, () => now)
  one.note(ping)
  now = 2000
  one.note(ping)
  one.note({ ...ping, kind: 'mqtt-acknowledge' })
  await one.close()
  now = 3000
  const again = openSentBook(store, () => now)
  again.note(ping)
  await again.close()
  const rows = await sentRows(store, everything)
  expect(rows.map(({ kind, first, last, count }) => ({ kind, first, last, count: Number(count) }))).toEqual([
    { kind: 'mqtt-ping', first: 1000, last: 3000, count: 3 },
    { kind: 'mqtt-acknowledge', first: 2000, last: 2000, count: 1 },
  ])
  close()
  rmSync(dir, { recursive: true, force: true })
})

/** What opens a connection to somewhere else. */
const outward =
  /\bfetch\(|\brequest(?:Plain|Tls)?\(\s*\n?\s*url|connect(?:Plain|Tls)\(|\bconnect\(\{ host|createTransport\(|from 'node:https'/

/** Those that go nowhere but to this machine, or that a person runs from a command line. */
const not = new Map([
  ['apps/server/src/sample/open-sample.ts', 'asks its own server over loopback'],
  ['apps/server/src/rule-content/fetch-release.ts', 'a person fetches it, from where they type'],
  ['packages/range/src/voice/voices.ts', 'devices of the sample city speak to its own doors'],
])

test('whatever opens a connection says what it sends: no way out is left uncounted', () => {
  const files = ['apps/server/src', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`)]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
  const ways = files.filter((file) => outward.test(readFileSync(join(root, file), 'utf8')))
  expect(ways.length).toBeGreaterThanOrEqual(6)
  const silent = ways.filter(
    (file) => !not.has(file) && !/\bsent\b|\basked\?\.\(/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(silent).toEqual([])
})
