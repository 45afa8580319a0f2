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

/** What opens a connection to somewhere else by itself, or asks a resolver. */
const opens =
  /\bfetch\(|from 'node:https'|from 'node:dns(?:\/promises)?'|\bconnect(?:Plain|Tls)?\(\s*\{|\bcreateConnection\(|\bcreateSocket\(/
/** What speaks over a connection that it was given. */
const speaks = /\bcreateConnection: \(\) => socket|\bconnection: socket\b|\bdial\(\{ host\b|\.dial\(\{/

/** The one way out, and those that go nowhere but to this machine. */
const allowed = new Map([
  ['apps/server/src/sends/gate/dial.ts', 'the way out: checks, counts names, connects'],
  ['apps/server/src/sample/open-sample.ts', 'asks its own server over loopback'],
  ['apps/server/src/receive/syslog-udp.ts', 'listens, and sends nothing'],
  ['packages/range/src/voice/voices.ts', 'devices of the sample city speak to its own doors'],
])

test('one file connects to somewhere else, and whatever speaks over it says what it sends', () => {
  const files = ['apps/server/src', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`)]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  expect(files.filter(([, text]) => opens.test(text)).map(([file]) => file)).toEqual([...allowed.keys()].sort())
  const speakers = files.filter(([, text]) => speaks.test(text))
  expect(speakers.length).toBeGreaterThanOrEqual(7)
  expect(speakers.filter(([, text]) => !/\bsent\b|\basked\b/.test(text))).toEqual([])
  // A request without a connection would open one of its own.
  const requests = files.filter(([, text]) => /from 'node:http'/.test(text) && /\brequest\(/.test(text))
  expect(requests.filter(([, text]) => !/createConnection: \(\) => socket/.test(text))).toEqual([])
})
