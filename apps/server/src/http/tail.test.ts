import { afterEach, beforeEach, expect, test } from 'vitest'
import { storedRows } from '../tail/stored-rows.ts'
import { type TailDesk, tailDesk } from '../tail/tail-desk.ts'
import { watchers } from '../tail/watchers.ts'
import { type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let desk: TailDesk
let server: { readonly address: string; close(): Promise<void> }
let store: (message: string) => void
let watched: boolean[]

beforeEach(async () => {
  watched = []
  let heard: Parameters<Parameters<typeof tailDesk>[0]['onStored']>[0] = () => {}
  let offset = 0
  store = (message) => {
    const row = { p: 0, o: offset++, i: 0, t: 1, r: 1, tq: 'none', source: 'syslog', realm: 'real', message }
    heard(storedRows([{ rows: Buffer.from(`${JSON.stringify(row)}\n`), events: 1 }]))
  }
  const all = watchers(() => 0)
  desk = tailDesk(
    {
      onStored: (listener) => {
        heard = listener
        return () => {
          heard = () => {}
        }
      },
      watchStore: async (wanted) => void watched.push(wanted),
      dataDir: '',
    },
    // The thread's own handlers, on this one.
    async () => ({
      call: async (name, ...args) => (all[name] as (...given: readonly unknown[]) => never)(...args),
      onNews: () => () => {},
      terminate: async () => {},
    }),
  )
  http = await testHttp({ tail: desk, limits: { tail: { streams: 2, buffer: 64 * 1024, heartbeatMs: 50 } } })
})

afterEach(async () => {
  await server.close()
  await http.close()
  await desk.close()
})

async function open(q: string) {
  const broken = new AbortController()
  const answer = await fetch(`${server.address}/api/tail?q=${encodeURIComponent(q)}`, {
    headers: { cookie: await signedIn },
    signal: broken.signal,
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (sought: string) => {
    while (!text.includes(sought)) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      text += part.value
    }
    return text
  }
  return { status: answer.status, until, close: () => broken.abort() }
}

let signedIn: Promise<string>
async function listening() {
  signedIn = http.signIn()
  await signedIn
  server = await http.listen()
}

test('events that answer the search come as they are stored, and no others', async () => {
  await listening()
  const stream = await open('message:*failed*')
  await stream.until('event: hello')
  store('login accepted')
  store('login failed')
  const heard = await stream.until('login failed')
  expect(heard).not.toContain('accepted')
  expect(heard).toContain('"id":"0.1.0"')
  stream.close()
})

test('the store is asked to say what it stores only while somebody watches', async () => {
  await listening()
  expect(watched).toEqual([])
  const stream = await open('')
  await stream.until('hello')
  expect(watched).toEqual([true])
  stream.close()
  await expect.poll(() => watched).toEqual([true, false])
})

test('a search that is written wrongly, or that asks for groups, is refused with its place', async () => {
  await listening()
  for (const q of ['message:(', '* | count by user', 'around 2026-11-22T03:14:00Z 5m']) {
    expect((await open(q)).status).toBe(400)
  }
  expect(watched).toEqual([])
})

test('a viewer too many is turned away', async () => {
  await listening()
  const streams = [await open(''), await open('')]
  expect((await open('')).status).toBe(503)
  for (const stream of streams) stream.close()
})

test('a stream ends with its session', async () => {
  await listening()
  const stream = await open('')
  await stream.until('hello')
  await fetch(`${server.address}/api/session`, {
    method: 'DELETE',
    headers: { cookie: await signedIn, origin: server.address },
  })
  expect(await stream.until('never')).toContain('event: signed-out')
})
