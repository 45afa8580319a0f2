import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let server: { readonly address: string; close(): Promise<void> }
let authorization: string
let cookie: string

beforeEach(async () => {
  http = await testHttp({ limits: { ingest: { body: 1_000_000, open: 3, openPerToken: 2, idleMs: 200 } } })
  cookie = await http.signIn()
  authorization = `Bearer ${await http.token(cookie, 'ingest')}`
  server = await http.listen()
})

afterEach(async () => {
  await server.close()
  await http.close()
})

async function send(source: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.address}/ingest/${source}`, {
    method: 'POST',
    headers: { authorization, ...headers },
    body,
  })
  return { status: answer.status, body: (await answer.json()) as { code?: string; accepted?: number }, answer }
}

test('a body reaches the port as it came, with who sent it, and is answered when it is durable', async () => {
  const answer = await send('windows', '{"a":1}\n{"a":2}\n', {
    'content-type': 'application/json',
    'idempotency-key': 'b-1',
  })
  expect([answer.status, answer.body]).toEqual([200, { accepted: 2, refused: [] }])
  expect(http.ingested).toMatchObject([
    {
      request: {
        source: 'windows',
        encoding: 'identity',
        key: 'b-1',
        origin: 'proven',
        peer: 'a ingest token@127.0.0.1',
        realm: 'real',
      },
      text: '{"a":1}\n{"a":2}\n',
      state: 'ended',
    },
  ])
})

test('gzip is passed on, not opened', async () => {
  const body = gzipSync('{"a":1}\n')
  expect((await send('windows', body, { 'content-encoding': 'gzip' })).status).toBe(200)
  expect(http.ingested[0]?.request.encoding).toBe('gzip')
  expect(Buffer.from(http.ingested[0]?.text ?? '', 'latin1')).toEqual(body)
})

test('a body larger than what the port takes at once comes whole', async () => {
  const body = Array.from({ length: 9000 }, (_, i) => `{"line":${i},"more":"${'x'.repeat(80)}"}\n`).join('')
  expect((await send('windows', body)).body.accepted).toBe(9000)
  expect(http.ingested[0]?.text).toBe(body)
})

test('a sender that knows only user and password sends the token as the password', async () => {
  const basic = Buffer.from(`anything:${authorization.replace('Bearer ', '')}`).toString('base64')
  expect((await send('windows', '{}\n', { authorization: `Basic ${basic}` })).status).toBe(200)
})

test.each([
  ['no token', { authorization: '' }, 401],
  ['a token that is none', { authorization: 'Bearer tocsin_i_0_0' }, 401],
  ['brotli', { 'content-encoding': 'br' }, 415],
  ['two encodings', { 'content-encoding': 'gzip, gzip' }, 415],
  ['a key with a space', { 'idempotency-key': 'a b' }, 400],
  ['a long key', { 'idempotency-key': 'k'.repeat(129) }, 400],
  ['an empty key', { 'idempotency-key': '' }, 400],
  ['another origin', { origin: 'http://other.example' }, 403],
] as const)('%s is refused', async (_why, headers, status) => {
  const answer = await send('windows', '{}\n', headers)
  expect([answer.status, typeof answer.body.code]).toEqual([status, 'string'])
  expect(http.ingested).toHaveLength(0)
})

test('neither a session nor an API token sends events', async () => {
  const api = await http.token(cookie, 'api')
  const bySession = await fetch(`${server.address}/ingest/windows`, {
    method: 'POST',
    headers: { cookie, origin: server.address },
  })
  expect(bySession.status).toBe(401)
  expect((await send('windows', '{}', { authorization: `Bearer ${api}` })).status).toBe(403)
})

test('a token sends only as its sources, and nobody sends as the house', async () => {
  const bound = `Bearer ${await http.token(cookie, 'ingest', ['zeek'])}`
  expect((await send('zeek', '{}\n', { authorization: bound })).status).toBe(200)
  expect((await send('windows', '{}\n', { authorization: bound })).body.code).toBe('not-this-source')
  for (const source of ['tocsin', 'Zeek', '..%2fzeek', 'a%20b']) {
    expect((await send(source, '{}\n')).body.code).toBe('unknown-source')
  }
})

test('an answer that comes before the end of the body ends the body', async () => {
  const answer = await send('absent', 'x'.repeat(900_000))
  expect([answer.status, answer.body.code]).toEqual([404, 'unknown-source'])
})

test('an answer that comes before the body leaves the body unread', async () => {
  const answer = await send('gone', '{}\n')
  expect([answer.status, answer.body.code, http.ingested[0]?.text]).toEqual([404, 'unknown-source', ''])
})

test('a connection goes on after a body that was refused half read', async () => {
  const socket = await open('POST /ingest/absent HTTP/1.1', ['content-length: 400000'])
  socket.write('x'.repeat(100_000))
  await socket.until('unknown-source')
  socket.write('x'.repeat(300_000))
  const { host } = new URL(server.address)
  socket.write(`GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  expect(await socket.answer()).toContain('"status":"ok"')
})

test('waiting for the disk is not held against the sender', async () => {
  expect((await send('slow', '{}\n')).body).toEqual({ accepted: 1, refused: [] })
})

test('too large a body is refused by its length before it comes, and by its bytes where it gave none', async () => {
  expect((await send('windows', 'x'.repeat(1_000_001))).body.code).toBe('too-large')
  expect(http.ingested).toHaveLength(0)
  expect(http.turnedAway).toEqual(['windows too-large'])
  const socket = await open('POST /ingest/windows HTTP/1.1', ['transfer-encoding: chunked'])
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  for (let i = 0; i < 20; i++) socket.write(chunk)
  expect(await socket.answer()).toContain('413')
  expect(http.ingested[0]).toMatchObject({ state: 'aborted', why: { reason: 'too-large' } })
  expect(http.ingested[0]?.why?.offset).toBeGreaterThan(1_000_000)
})

test('a sender that falls silent is let go, and what it began is given up', async () => {
  const socket = await open('POST /ingest/windows HTTP/1.1', ['content-length: 100'])
  socket.write('{"a":1}\n')
  expect(await socket.answer()).toContain('408')
  expect(http.ingested[0]).toMatchObject({ state: 'aborted', why: { reason: 'too-slow', offset: 8 } })
})

test('a sender that breaks off leaves nothing open', async () => {
  for (let round = 0; round < 5; round++) {
    const socket = await open('POST /ingest/windows HTTP/1.1', ['content-length: 100'])
    socket.write('{"a":1}\n')
    while (http.ingested.length <= round) await new Promise((resolve) => setTimeout(resolve, 5))
    socket.destroy()
    while (http.ingested[round]?.state === 'open') await new Promise((resolve) => setTimeout(resolve, 5))
    expect(http.ingested[round]?.why?.reason).toBe('broken-off')
  }
  expect((await send('windows', '{}\n')).status).toBe(200)
})

test('one token opens only so many bodies at once', async () => {
  const sockets = [
    await open('POST /ingest/windows HTTP/1.1', ['content-length: 9']),
    await open('POST /ingest/windows HTTP/1.1', ['content-length: 9']),
  ]
  while (http.ingested.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const third = await send('windows', '{}\n')
  expect([third.status, third.answer.headers.get('retry-after')]).toEqual([429, '1'])
  expect(http.turnedAway).toEqual(['windows too-many'])
  for (const socket of sockets) socket.destroy()
})

test('what is refused before it is read is counted under its source, with the reason', async () => {
  await send('zeek', '{}\n', { 'content-encoding': 'br' })
  await send('zeek', '{}\n', { 'idempotency-key': 'a b' })
  await send('Nothing', '{}\n')
  expect(http.turnedAway).toEqual(['zeek bad-encoding', 'zeek bad-key', 'Nothing unknown-source'])
})

/** A connection that speaks by hand: what a client library would not send. */
async function open(line: string, headers: readonly string[]) {
  const { port } = new URL(server.address)
  const socket = connect(Number(port), '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  let heard = ''
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1')
  })
  socket.on('error', () => {})
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.write(
    `${[line, `host: 127.0.0.1:${port}`, `authorization: ${authorization}`, ...headers].join('\r\n')}\r\n\r\n`,
  )
  return {
    write: (text: string) => socket.write(text),
    destroy: () => socket.destroy(),
    until: async (text: string) => {
      while (!heard.includes(text)) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    /** What came, once the server closed the connection. */
    answer: async () => {
      await ended
      return heard
    },
  }
}
