import { verifyAudit } from '@tocsin/access'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { origin, passphrase, type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let cookie: string
const time = [1_700_000_000_000, 1_700_086_400_000]

beforeAll(async () => {
  http = await testHttp()
  cookie = await http.signIn()
})
afterAll(() => http.close())

const send = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers = { origin, cookie }) =>
  http.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
const noted = (filter: object) => http.options.audit.list({ limit: 1000, ...filter })

test('twenty searches for one name are noted, each with its text and rows', async () => {
  for (let n = 0; n < 20; n++) await send('POST', '/api/search', { text: `user:dupont AND host:srv-${n}`, time })
  const entries = await noted({ act: 'event.search', words: ['Dupont'] })
  expect(entries).toHaveLength(20)
  expect(entries[0]).toMatchObject({
    who: 'Zoé',
    about: 'user:dupont AND host:srv-19',
    rows: 0,
    range: time,
    outcome: 'done',
    address: '127.0.0.1',
  })
})

test('a search that is refused is noted too, once a minute', async () => {
  for (let n = 0; n < 5; n++) await send('POST', '/api/search', { text: 'usr:martin', time })
  expect(await noted({ words: ['martin'] })).toMatchObject([{ outcome: 'refused', about: 'usr:martin' }])
})

test('sign-ins are noted by name, failed ones folded, and what was typed by mistake is not kept', async () => {
  const signIn = (name: string, given: string) =>
    send('POST', '/api/session', { name, passphrase: given }, { origin, cookie: '' })
  await signIn('Zoé', passphrase)
  for (let n = 0; n < 3; n++) await signIn('Zoé', 'not this one, sorry')
  await signIn(passphrase, 'Zoé')
  const entries = await noted({ act: 'session.begin' })
  expect(entries.map(({ who, outcome }) => `${who} ${outcome}`)).toEqual([
    'unknown name refused',
    'Zoé refused',
    'Zoé done',
    'Zoé done',
  ])
  const everything = JSON.stringify(await http.options.state.run({ sql: 'select * from audit_entry', parameters: [] }))
  expect(everything).not.toContain(passphrase)
  expect(everything).not.toContain('not this one')
})

test('a sign-in with what lay in the envelope has its mark, and no person can have its name', async () => {
  // The failures of before are forgiven.
  http.clock.advance(3_600_000)
  const { name, passphrase: sealed } = (await send('POST', '/api/people/break-glass', {})).json()
  const entered = await send('POST', '/api/session', { name, passphrase: sealed }, { origin, cookie: '' })
  expect(entered.json()).toEqual({ kind: 'person', name, breakGlass: true })
  const [use, ...others] = await noted({ act: 'session.begin' })
  expect(use).toMatchObject({ who: 'break-glass', about: 'break-glass', outcome: 'done' })
  expect(others.map(({ about }) => about)).not.toContain('break-glass')
  const post = { role: 'viewer', departments: 'all' }
  expect((await send('POST', '/api/people', { name: 'Break-Glass', ...post })).statusCode).toBe(409)
})

test('another name takes what its owner saved along, and stands in the audit beside the old one', async () => {
  const { account, link } = (
    await send('POST', '/api/people', { name: 'Ana', role: 'analyst', departments: 'all' })
  ).json()
  const opened = await send(
    'POST',
    '/api/session/link',
    { secret: link.split('link=')[1], passphrase },
    { origin, cookie: '' },
  )
  const hers = String(opened.headers['set-cookie']).split(';')[0] ?? ''
  const state = http.options.state
  await state.run({
    sql: `insert into saved_search (id, owner, name, name_key, text, span, columns, shared, created_at, changed_at)
      values ('s', 'Ana', 'mine', 'mine', '*', 'day', '[]', 'nobody', 1, 1)`,
    parameters: [],
  })
  const renamed = await send('PUT', `/api/people/${account.id}/name`, { name: 'Ana Lopes' })
  expect(renamed.json()).toMatchObject({ name: 'Ana Lopes', before: 'Ana' })
  expect(await state.run({ sql: 'select owner from saved_search', parameters: [] })).toEqual([{ owner: 'Ana Lopes' }])
  expect(await noted({ act: 'PUT /api/people/:id/name' })).toMatchObject([{ about: 'Ana is now Ana Lopes' }])
  const after = await send('GET', '/api/me', undefined, { origin, cookie: hers })
  expect(after.statusCode).toBe(401)
})

test('changes are noted with what they changed, and no secret', async () => {
  const made = (await send('POST', '/api/tokens', { kind: 'ingest', name: 'shipper' })).json<{ token: string }>()
  await send('POST', '/api/lamps/7/switch', { on: true })
  expect(await noted({ act: 'POST /api/tokens' })).toMatchObject([{ about: 'name=shipper kind=ingest', who: 'Zoé' }])
  expect(await noted({ act: 'POST /api/lamps/:id/switch' })).toMatchObject([{ about: 'id=7', outcome: 'done' }])
  expect(JSON.stringify(await noted({}))).not.toContain(made.token)
})

test('somebody who may not is noted', async () => {
  const token = await http.token(cookie, 'ingest')
  for (let n = 0; n < 4; n++) {
    await http.app.inject({ method: 'GET', url: '/api/lamps/3', headers: { authorization: `Bearer ${token}` } })
  }
  expect(await noted({ act: 'GET /api/lamps/:id' })).toMatchObject([
    { who: 'token:a ingest token', outcome: 'refused', about: 'lamps.read' },
  ])
})

test('reading that is not declared as audited is not noted', async () => {
  const before = (await noted({})).length
  await send('GET', '/api/lamps/3')
  await send('GET', '/api/me')
  expect(await noted({})).toHaveLength(before)
})

test('all of it stands in a chain that holds', async () => {
  const { sealed, state } = http
  expect((await verifyAudit({ state, sealed, dataDir: http.dataDir })).problems).toEqual([])
})
