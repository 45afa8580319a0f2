import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { type ConnectionOf, connectionShape } from '@tocsin/sources'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ScratchLog, scratchLog, until } from '../../receive/scratch-log.ts'
import { openWay } from '../../sends/gate/gate.fixture.ts'
import { backOff } from '../back-off.ts'
import { checkConnection } from '../check-connection.ts'
import { type Driver, draftsOf } from '../driver.ts'
import { fetchLimits, nextLink, waitOf } from './fetch-page.ts'
import { isPublic, refusedAddress } from './guard.ts'
import { poll } from './poll.ts'

let server: Server
let base: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked: IncomingMessage[]
let scratch: ScratchLog
let kept: Map<string, string>
let driver: Driver | undefined

beforeEach(async () => {
  scratch = scratchLog()
  kept = new Map()
  asked = []
  server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  base = `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`
})
afterEach(async () => {
  await driver?.close()
  driver = undefined
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await scratch.close()
})

function start(more: object = {}, lose = false): Driver {
  driver = poll(
    {
      id: 'poll-1',
      secret: 's3cret',
      positions: new Map(kept),
      now: Date.now,
      append: (batch) => scratch.log.append(draftsOf(batch), batch.key),
      keep: async (moved) => {
        if (lose) return
        for (const [place, position] of moved) if (position !== undefined) kept.set(place, position)
      },
      dial: openWay(),
      moved: () => new AbortController().signal,
      sent: () => {},
      refused: () => {},
    },
    connectionShape.parse({
      kind: 'poll',
      name: 'x',
      source: 'api',
      url: `${base}/events?limit=2`,
      allowPrivate: true,
      headers: { authorization: 'Bearer {secret}' },
      everySeconds: 5,
      ...more,
    }) as ConnectionOf<'poll'>,
    backOff(() => 0.5, { first: 10, most: 20 }),
  )
  return driver
}

const texts = () => scratch.frames().flatMap(({ kind, text }) => (kind === 'data' ? [text] : []))
const json = (response: ServerResponse, value: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

test('leads from page to page by a cursor, and goes on there after a restart', async () => {
  const all = [1, 2, 3, 4, 5].map((id) => ({ id }))
  answer = ({ url = '' }, response) => {
    const after = Number(new URL(url, base).searchParams.get('after') ?? 0)
    const items = all.filter(({ id }) => id > after).slice(0, 2)
    json(response, { data: { items }, next: items.at(-1)?.id ?? null })
  }
  const next = { by: 'pointer', pointer: '/next', param: 'after' }
  start({ items: '/data/items', next })
  await until(() => texts().length === 5 && asked.length === 4)
  expect(asked[0]?.headers.authorization).toBe('Bearer s3cret')
  expect(asked[1]?.url).toBe('/events?limit=2&after=2')
  await driver?.close()
  all.push({ id: 6 })
  start({ items: '/data/items', next })
  await until(() => texts().length === 6)
  expect(texts()).toEqual(all.map((one) => JSON.stringify(one)))
  expect(asked[4]?.url).toBe('/events?limit=2&after=5')
})

test('a position that was lost with a crash doubles nothing', async () => {
  answer = (_, response) => json(response, [{ id: 1 }, { id: 2 }])
  start({}, true)
  await until(() => texts().length === 2)
  await driver?.close()
  answer = (_, response) => json(response, [{ id: 1 }, { id: 2 }, { id: 3 }])
  start()
  await until(() => texts().length === 3)
  expect(texts()).toEqual(['{"id":1}', '{"id":2}', '{"id":3}'])
})

test('follows the Link header, and asks with the tag of what it has', async () => {
  answer = ({ url, headers }, response) => {
    if (url === '/events?limit=2')
      json(response, [{ id: 1 }], { link: `<${base}/events?page=2>; rel="next", <x>; rel="last"` })
    else if (headers['if-none-match'] === '"a"') response.writeHead(304).end()
    else json(response, [{ id: 2 }], { etag: '"a"' })
  }
  start({ next: { by: 'link' } })
  await until(() => texts().length === 2)
  await driver?.close()
  start({ next: { by: 'link' } })
  await until(() => asked.at(-1)?.headers['if-none-match'] === '"a"')
  expect(texts()).toHaveLength(2)
})

test('waits as long as it is asked to', async () => {
  answer = (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end()
  const one = start()
  await until(() => one.health().state === 'trouble')
  expect(one.health().trouble?.code).toBe('asked-to-wait')
  expect(one.health().trouble?.retryAt ?? 0).toBeGreaterThan(Date.now() + 3_500_000)
})

test('takes compressed answers, and none that is too large', async () => {
  answer = (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(fetchLimits.bytes + 10, 32)))
  const one = start()
  await until(() => one.health().trouble?.code === 'too-large')
  answer = (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify([{ id: 1 }])))
  await until(() => texts().length === 1)
  expect(one.health().trouble).toBeNull()
})

test.each([
  ['no json', 200, 'not-json'],
  ['{}', 401, 'not-let-in'],
  ['{}', 500, 'unavailable'],
])('%s with %i is said as %s, and tried again', async (body, status, code) => {
  answer = (_, response) => response.writeHead(status).end(body)
  const one = start()
  await until(() => one.health().trouble?.code === code && asked.length > 1)
})

describe('what must not be asked', () => {
  test('a redirection to another origin goes without the secret, and none to a private address where that is not allowed', async () => {
    answer = ({ url }, response) => {
      if (url?.startsWith('/events'))
        response.writeHead(302, { location: `${base.replace('127.0.0.1', 'localhost')}/there` }).end()
      else json(response, [{ id: 1 }])
    }
    start()
    await until(() => texts().length === 1)
    expect(asked[1]?.url).toBe('/there')
    expect(asked[1]?.headers.authorization).toBeUndefined()
  })

  test.each([
    ['http://example.org/x', false, 'Only HTTPS'],
    ['https://10.0.0.8/x', false, 'private'],
    ['https://[::1]/x', false, 'private'],
    ['https://169.254.169.254/latest/meta-data', false, 'private'],
    ['https://zoe:pw@example.org/', true, 'password'],
  ])('%s', (url, allowPrivate, why) => {
    const connection = connectionShape.parse({ kind: 'poll', name: 'x', source: 'api', url, allowPrivate })
    expect(checkConnection(connection, { dataDir: '/d', roots: [], decoders: ['json'] })?.message).toContain(why)
  })

  test('a name that leads to this machine', async () => {
    const { port } = new URL(base)
    const ask = (allowed: boolean) =>
      openWay()({ host: 'localhost', port: Number(port), refuses: refusedAddress(allowed) }).then(
        (socket) => {
          const { remoteAddress } = socket
          socket.destroy()
          return remoteAddress
        },
        (error: { code?: string }) => error.code,
      )
    expect(await ask(false)).toBe('bad-url')
    expect(['127.0.0.1', '::1']).toContain(await ask(true))
    expect(['2002:7f00:1::', '2001:0:1::', '::ffff:10.0.0.1', 'fe80::1', 'fd00::1'].filter(isPublic)).toEqual([])
    expect(['1.1.1.1', '2606:4700::1111'].filter(isPublic)).toHaveLength(2)
  })
})

test.each([
  ['<https://x/a>; rel=next', 'https://x/a'],
  ['<a>; rel="last", <b?x=1,2>; title="n"; rel="prev next"', 'b?x=1,2'],
  ['<a>; rel="nextish"', undefined],
  [undefined, undefined],
])('the next page of %s is %s', (header, target) => {
  expect(nextLink(header)).toBe(target)
})

test('a wait is seconds or a date', () => {
  expect(waitOf('120', 0)).toBe(120_000)
  expect(waitOf('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60_000)
  expect(waitOf('soon', 0)).toBeUndefined()
})
