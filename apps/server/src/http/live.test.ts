import type { IncidentId } from '@tocsin/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { origin, type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let server: { readonly address: string; close(): Promise<void> }
const limits = { streams: 3, buffer: 64 * 1024, heartbeatMs: 50 }

beforeEach(async () => {
  http = await testHttp({ limits: { live: limits } })
})

afterEach(async () => {
  await server.close()
  await http.close()
})

async function connect(headers: Record<string, string>) {
  const broken = new AbortController()
  const answer = await fetch(`${server.address}/api/live`, { headers, signal: broken.signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  return {
    status: answer.status,
    headers: answer.headers,
    /** Reads until a text came, or the stream ended. */
    until: async (text: string) => {
      while (!heard.includes(text)) {
        const part = await reader?.read()
        if (part === undefined || part.done) break
        heard += part.value
      }
      return heard
    },
    /** Reads to the end. */
    rest: async () => {
      for (;;) {
        const part = await reader?.read()
        if (part === undefined || part.done) return heard
        heard += part.value
      }
    },
    close: () => broken.abort(),
  }
}

async function signedIn(): Promise<{ cookie: string }> {
  const cookie = await http.signIn()
  server = await http.listen()
  return { cookie }
}

test('a stream opens with hello, carries what changed, and beats', async () => {
  const stream = await connect(await signedIn())
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  expect(stream.headers.get('content-security-policy')).toContain("default-src 'self'")
  await stream.until('event: hello')
  http.say({ kind: 'status', status: { ready: true, note: 'a\nb\n\nevent: forged' } })
  await stream.until('forged"}}\n\n')
  const heard = await stream.until(': beat')
  expect(heard).toContain('event: status\ndata: {"status":{"ready":true,"note":"a\\nb\\n\\nevent: forged"}}\n\n')
  expect(heard).not.toContain('\nevent: forged')
  stream.close()
})

test('a stream ends when its session ends', async () => {
  const headers = await signedIn()
  const api = await http.token(headers.cookie, 'api')
  const bySession = await connect(headers)
  const byToken = await connect({ authorization: `Bearer ${api}` })
  await bySession.until('event: hello')
  await byToken.until('event: hello')
  const signOut = await fetch(`${server.address}/api/session`, {
    method: 'DELETE',
    headers: { ...headers, origin: server.address },
  })
  expect(signOut.status).toBe(200)
  expect(await bySession.rest()).toContain('event: signed-out')
  expect(await byToken.until(': beat')).not.toContain('signed-out')
  byToken.close()
})

test('a stream ends with its token, even revoked by another way in', async () => {
  const { cookie } = await signedIn()
  const api = await http.token(cookie, 'api')
  const stream = await connect({ authorization: `Bearer ${api}` })
  await stream.until('event: hello')
  const id = api.split('_')[2]
  await http.app.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers: { origin, cookie } })
  http.clock.advance(5000)
  expect(await stream.rest()).toContain('event: signed-out')
})

test('there are only so many streams at once, and a closed one makes room', async () => {
  const headers = await signedIn()
  const streams = [await connect(headers), await connect(headers), await connect(headers)]
  expect((await connect(headers)).status).toBe(503)
  for (const stream of streams) stream.close()
  let status = 503
  for (let i = 0; i < 100 && status === 503; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const again = await connect(headers)
    status = again.status
    again.close()
  }
  expect(status).toBe(200)
})

test('a client that does not read is told to reload and let go; nothing piles up for it', async () => {
  const headers = await signedIn()
  const stream = await connect(headers)
  await stream.until('event: hello')
  // Far more than the buffers of two sockets and the client take.
  const note = 'x'.repeat(32 * 1024)
  for (let i = 0; i < 4000 && !http.signals.some((line) => line.includes('slow')); i++) {
    http.say({ kind: 'status', status: { ready: true, note, i } })
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(http.signals.filter((line) => line.includes('slow'))).toHaveLength(1)
  expect(await stream.rest()).toContain('event: reload')
})

test('closing tells every client to come back', async () => {
  const stream = await connect(await signedIn())
  await stream.until('event: hello')
  await server.close()
  expect(await stream.rest()).toContain('event: reload')
})

test('the work of others comes through, as it is now', async () => {
  const stream = await connect(await signedIn())
  await stream.until('event: hello')
  http.say({ kind: 'work', changed: [{ incident: 'INC-1' as IncidentId, version: 1, owner: 'Zoé' }] })
  const heard = await stream.until('Zoé"}]}\n\n')
  expect(heard).toContain('event: work\ndata: {"changed":[{"incident":"INC-1","version":1,"owner":"Zoé"}]}\n\n')
  stream.close()
})
