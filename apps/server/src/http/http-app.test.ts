import { existsSync, statSync } from 'node:fs'
import type { InjectOptions } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkFile } from './link-file.ts'
import { handshakes, shipperDoors } from './shipper-doors.ts'
import { origin, passphrase, readLinkFile, type TestHttp, testHttp } from './testing.ts'

let http: TestHttp

beforeEach(async () => {
  http = await testHttp()
})

afterEach(() => http.close())

async function codeOf(options: InjectOptions): Promise<string | number> {
  const answer = await http.app.inject(options)
  return answer.statusCode < 400 ? answer.statusCode : answer.json<{ code: string }>().code
}

function post(url: string, payload: object, headers: Record<string, string> = {}): InjectOptions {
  return { method: 'POST', url, payload, headers: { origin, ...headers } }
}

test('the first link: asked for a name, then signed in by a cookie that scripts and other sites cannot use', async () => {
  const url = await http.issueLink('first-account', (secret) => `http://127.0.0.1/welcome#link=${secret}`)
  expect(readLinkFile(http.dataDir).trim()).toBe(url)
  expect(statSync(linkFile(http.dataDir)).mode & 0o777).toBe(0o600)
  const secret = url.split('link=')[1]
  expect(await codeOf(post('/api/session/link', { secret }))).toBe('account-needed')
  const opened = await http.app.inject(post('/api/session/link', { secret, name: 'Zoé', passphrase }))
  expect(opened.json()).toEqual({ kind: 'person', name: 'Zoé' })
  expect(opened.headers['set-cookie']).toMatch(
    /^tocsin_session=[A-Za-z0-9_-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  expect(existsSync(linkFile(http.dataDir))).toBe(false)
  expect(await codeOf(post('/api/session/link', { secret }))).toBe('link-spent')
  expect(http.signals.join('\n')).not.toContain(secret)
})

test('links and passphrases are refused where they would travel in the clear', async () => {
  const url = await http.issueLink('first-account', (secret) => secret)
  const far = { remoteAddress: '192.0.2.9', headers: { host: '192.0.2.1', origin: 'http://192.0.2.1' } }
  expect(await codeOf({ ...post('/api/session/link', { secret: url, name: 'eve', passphrase }), ...far })).toBe(
    'needs-tls',
  )
  expect(await codeOf({ ...post('/api/session', { name: 'eve', passphrase }), ...far })).toBe('needs-tls')
  const cookie = await http.signIn()
  const api = await http.token(cookie, 'api')
  const withToken = { ...far.headers, authorization: `Bearer ${api}` }
  expect(await codeOf({ url: '/api/me', ...far, headers: withToken })).toBe('needs-tls')
  expect(await codeOf({ url: '/api/me', ...far, headers: { ...far.headers, cookie } })).toBe('not-signed-in')
})

test('behind TLS the cookie is bound to the host, and a plain one is no session', async () => {
  await http.signIn()
  const other = await testHttp({ publicOrigin: 'https://soc.city.example' })
  try {
    const secret = await other.issueLink('first-account', (text) => text)
    const headers = { host: 'soc.city.example', origin: 'https://soc.city.example' }
    const opened = await other.app.inject(post('/api/session/link', { secret, name: 'zoe', passphrase }, headers))
    const cookie = String(opened.headers['set-cookie'])
    expect(cookie).toMatch(/^__Host-tocsin_session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    const named = cookie.split(';')[0] ?? ''
    const me = (sent: string) => other.app.inject({ url: '/api/me', headers: { ...headers, cookie: sent } })
    expect((await me(named)).statusCode).toBe(200)
    expect((await me(named.replace('__Host-', ''))).statusCode).toBe(401)
  } finally {
    await other.close()
  }
})

test('signing in rotates the session; signing out ends it', async () => {
  const before = await http.signIn()
  const answer = await http.app.inject(post('/api/session', { name: 'zoé', passphrase }, { cookie: before }))
  const after = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  expect(after).not.toBe(before)
  expect(await codeOf({ url: '/api/me', headers: { cookie: before } })).toBe('not-signed-in')
  expect(await codeOf({ url: '/api/me', headers: { cookie: after } })).toBe(200)
  expect(await codeOf({ method: 'DELETE', url: '/api/session', headers: { origin, cookie: after } })).toBe(200)
  expect(await codeOf({ url: '/api/me', headers: { cookie: after } })).toBe('not-signed-in')
})

test('a cookie laid before sign-in never becomes a session', async () => {
  await http.signIn()
  const planted = `tocsin_session=${'A'.repeat(43)}`
  const answer = await http.app.inject(post('/api/session', { name: 'zoé', passphrase }, { cookie: planted }))
  expect(answer.headers['set-cookie']).not.toContain('AAAAAAAA')
  expect(await codeOf({ url: '/api/me', headers: { cookie: planted } })).toBe('not-signed-in')
})

test('two session cookies are nobody', async () => {
  const cookie = await http.signIn()
  const tossed = { cookie: `tocsin_session=${'B'.repeat(43)}; ${cookie}` }
  expect(await codeOf({ url: '/api/me', headers: tossed })).toBe('two-sessions')
  expect(await codeOf({ url: '/api/session/state', headers: tossed })).toBe(200)
})

test('wrong guesses are slowed with a time to wait', async () => {
  await http.signIn()
  const guess = () => http.app.inject(post('/api/session', { name: 'zoé', passphrase: 'a wrong passphrase' }))
  const answers = await Promise.all([guess(), guess(), guess(), guess()])
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([401, 401, 401, 429])
  expect(answers.find((answer) => answer.statusCode === 429)?.headers['retry-after']).toBe('1')
})

test('what another site makes a browser send is refused', async () => {
  const cookie = await http.signIn()
  const body = { kind: 'api', name: 'mine' }
  expect(await codeOf(post('/api/tokens', body, { cookie, origin: 'http://localhost:3000' }))).toBe('other-origin')
  expect(await codeOf(post('/api/tokens', body, { cookie, origin: 'null' }))).toBe('other-origin')
  expect(await codeOf({ method: 'POST', url: '/api/tokens', payload: body, headers: { cookie } })).toBe('other-origin')
  expect(await codeOf({ url: '/api/live', headers: { cookie, 'sec-fetch-site': 'same-site' } })).toBe('other-origin')
  expect(await codeOf(post('/api/tokens', body, { cookie }))).toBe(200)
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a form of type %s has no parser',
  async (type) => {
    const cookie = await http.signIn()
    const headers = { origin, cookie, 'content-type': type }
    expect(await codeOf({ method: 'POST', url: '/api/tokens', payload: '{"kind":"api","name":"x"}', headers })).toBe(
      'bad-media-type',
    )
  },
)

test('a name that is not ours is refused before anything else', async () => {
  const cookie = await http.signIn()
  const headers = { host: 'rebound.example', cookie, origin: 'http://rebound.example' }
  for (const url of ['/api/me', '/', '/healthz', '/api/none'])
    expect(await codeOf({ url, headers })).toBe('not-our-name')
})

test('a secret in a URL is refused, so that nobody gets used to putting it there', async () => {
  const cookie = await http.signIn()
  const token = await http.token(cookie, 'api')
  for (const url of [
    `/api/me?token=${token}`,
    '/api/me?access_token=x',
    '/api/session/state?a=1&secret=x',
    `/api/me?x=${token}`,
    `/api/me?x=${token.replace('tocsin', '%74ocsin')}`,
    `/api/lamps/${token}`,
  ]) {
    expect(await codeOf({ url })).toBe('secret-in-url')
  }
})

test('bodies that are no JSON object, too deep, too large or poisoned are refused in few words', async () => {
  const cookie = await http.signIn()
  const send = (payload: string) =>
    codeOf({
      method: 'POST',
      url: '/api/tokens',
      payload,
      headers: { origin, cookie, 'content-type': 'application/json' },
    })
  expect(await send('{')).toBe('bad-json')
  expect(await send('[]')).toBe('bad-input')
  expect(await send('')).toBe('bad-input')
  expect(await send('{"__proto__": {"kind": "api"}, "name": "x"}')).toBe('bad-json')
  expect(await send('{"constructor": {"prototype": {"kind": "api"}}, "name": "x"}')).toBe('bad-json')
  expect(await send(`{"name": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe('bad-json')
  expect(await send(`{"name": "${'x'.repeat(1024 * 1024)}"}`)).toBe('too-large')
  expect(({} as { kind?: unknown }).kind).toBeUndefined()
})

test('the body of who is not admitted is not read', async () => {
  const answer = await http.app.inject(post('/api/search', { from: 'x'.repeat(2 * 1024 * 1024) }))
  expect(answer.statusCode).toBe(401)
  expect(answer.headers.connection).toBe('close')
})

test('a wing answers what it declares and nothing more; its failures say a code and a remedy', async () => {
  const cookie = await http.signIn()
  const get = (id: string) => http.app.inject({ url: `/api/lamps/${id}`, headers: { cookie } })
  expect((await get('7')).json()).toEqual({ id: '7', who: 'Zoé' })
  const none = await get('none')
  expect([none.statusCode, none.json()]).toEqual([
    404,
    { code: 'not-found', message: 'There is no such lamp', fix: 'List the lamps' },
  ])
  for (const id of ['bug', 'shapeless']) {
    const failed = await get(id)
    expect(failed.statusCode).toBe(500)
    expect(failed.body).not.toMatch(/secret inside|\.ts|declare/)
  }
  expect(http.signals.filter((line) => line.startsWith('http.request_failed'))).toHaveLength(2)
  expect(await codeOf(post('/api/lamps/7/switch', { on: 'yes' }, { cookie }))).toBe('bad-input')
  expect(await codeOf(post('/api/lamps/7/switch', { id: '8', on: true }, { cookie }))).toBe('bad-input')
  expect(await codeOf(post('/api/lamps/7/switch', { on: true }, { cookie }))).toBe(200)
})

test('a wing whose route needs a permission that it does not declare does not start', async () => {
  const { lamps } = await import('./testing.ts')
  await expect(testHttp({ capabilities: [{ ...lamps, permissions: [] }] })).rejects.toThrow('does not declare')
})

test('a search runs over the event store, and a field that is not in the registry never reaches it', async () => {
  const cookie = await http.signIn()
  const query = { from: 'event', time: [0, 2_000_000_000_000], timeField: 'received', limit: 10 }
  const found = await http.app.inject(post('/api/search', query, { cookie }))
  expect([found.statusCode, found.json<{ rows: unknown[] }>().rows]).toEqual([200, []])
  const where = { kind: 'cmp', field: '1=1; drop table event', op: 'eq', value: 1 }
  expect(await codeOf(post('/api/search', { ...query, where }, { cookie }))).toBe('bad-input')
})

test('tokens: shown once, listed without secret, revoked at once', async () => {
  const cookie = await http.signIn()
  const token = await http.token(cookie, 'api')
  const authorization = `Bearer ${token}`
  expect(await codeOf({ url: '/api/me', headers: { authorization } })).toBe(200)
  const list = await http.app.inject({ url: '/api/tokens', headers: { cookie } })
  expect(list.body).not.toContain(token.slice(-43))
  const [{ id } = { id: '' }] = list.json<{ tokens: { id: string }[] }>().tokens
  expect(await codeOf({ method: 'DELETE', url: `/api/tokens/${id}`, headers: { origin, cookie } })).toBe(200)
  expect(await codeOf({ url: '/api/me', headers: { authorization } })).toBe('bad-token')
  expect(await codeOf({ method: 'DELETE', url: `/api/tokens/${id}`, headers: { origin, cookie } })).toBe('not-found')
})

test('a bad token is not replaced by a good cookie', async () => {
  const cookie = await http.signIn()
  expect(await codeOf({ url: '/api/me', headers: { cookie, authorization: 'Bearer nonsense' } })).toBe('bad-token')
})

test('every answer forbids inline script and framing, and answers with data are not kept', async () => {
  for (const url of ['/', '/healthz', '/api/session/state', '/api/me', '/api/none']) {
    const { headers } = await http.app.inject({ url })
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    if (url.startsWith('/api')) expect(headers['cache-control']).toBe('no-store')
  }
})

test('the console: its page for every path, its assets for ever, nothing beside them', async () => {
  const get = (url: string) => http.app.inject({ url })
  for (const url of ['/', '/incidents/INC-1', '/about/host:srv.example', '/welcome']) {
    const page = await get(url)
    expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(page.body).toContain('<title>Tocsin</title>')
  }
  const asset = await get('/assets/main-1a2b.js')
  expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  expect((await get('/assets/old.js')).statusCode).toBe(404)
  for (const url of [
    '/../state.sqlite',
    '/..%2fstate.sqlite',
    '/assets/..%2f..%2fstate.sqlite',
    '/assets/%2e%2e/%2e%2e/state.sqlite',
    '/..%5cstate.sqlite',
    '/assets/..%252f..%252fstate.sqlite',
    '//etc/passwd',
    '/state.sqlite%00.html',
  ]) {
    const answer = await get(url)
    expect(answer.body).not.toContain('SQLite format')
    expect([200, 400, 403, 404]).toContain(answer.statusCode)
    if (answer.statusCode === 200) expect(answer.body).toContain('<title>Tocsin</title>')
  }
  expect((await get('/API/me')).statusCode).toBe(404)
  expect((await get('/%E0%A4%A')).json()).toMatchObject({ code: 'bad-url' })
})

test('health says that it lives and whether it is ready, to anybody', async () => {
  expect((await http.app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok', ready: true })
  expect(await codeOf({ url: '/readyz' })).toBe(200)
  const other = await testHttp({ status: () => Promise.reject(new Error('keep thread gone')) })
  try {
    expect((await other.app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok', ready: false })
    expect((await other.app.inject({ url: '/readyz' })).statusCode).toBe(503)
  } finally {
    await other.close()
  }
})

test('the description of the API names every JSON endpoint, and every reference in it leads somewhere', async () => {
  const description = (await http.app.inject({ url: '/api/openapi.json' })).json<{
    openapi: string
    paths: Record<string, Record<string, unknown>>
    components: { schemas: Record<string, unknown> }
  }>()
  expect(description.openapi).toBe('3.1.0')
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const undescribed = new Set([
    'GET /healthz',
    'GET /readyz',
    'GET /metrics',
    'GET /*',
    'HEAD /*',
    'GET /api/openapi.json',
    // In the forms of others, who describe them.
    ...shipperDoors.map(({ path }) => `POST ${path}`),
    'POST /hooks/:id',
    ...handshakes.map(({ path }) => `GET ${path}`),
  ])
  const served = http.surface.map(({ method, path }) => `${method} ${path}`).filter((one) => !undescribed.has(one))
  expect(described.sort()).toEqual(served.sort())
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(references.length).toBeGreaterThan(3)
  for (const reference of references) {
    expect(Object.keys(description.components.schemas)).toContain(reference.replace('#/components/schemas/', ''))
  }
})

test('refusals are counted by their code', async () => {
  await http.app.inject({ url: '/api/me' })
  await http.app.inject({ url: '/api/me' })
  await http.app.inject({ url: '/api/none' })
  expect(http.counters()).toMatchObject({
    answers: { 401: 2, 404: 1 },
    refused: { 'not-signed-in': 2, 'not-found': 1 },
  })
})

test('who tries links too often is refused before a body is read', async () => {
  const broken = (body: string, more: object = {}): InjectOptions => ({
    ...{ method: 'POST', url: '/api/field/answer', payload: body, ...more },
    headers: { origin, 'content-type': 'application/json' },
  })
  for (let at = 0; at < 30; at++) expect(await codeOf(broken('{'))).toBe('bad-json')
  expect(await codeOf(broken('{'))).toBe('too-many')
  const large = await http.app.inject(broken(`"${'x'.repeat(2 * 1024 * 1024)}`))
  expect([large.statusCode, large.headers['connection'], large.headers['retry-after']]).toEqual([429, 'close', '60'])
  http.clock.advance(2000)
  expect(await codeOf(broken('{'))).toBe('bad-json')
})
