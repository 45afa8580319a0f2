import { type Capability, route } from '@tocsin/capability'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { configSchema } from '../config/schema.ts'
import type { Sees } from '../http/people-lens.ts'
import { origin, type TestHttp, testHttp } from '../http/testing.ts'
import { type AuditHouse, auditCapability } from './audit-capability.ts'
import { keptAboutPeople } from './kept-about-people.ts'
import { seesOf } from './sees.ts'

const time = [1_700_000_000_000, 1_700_086_400_000]
let sees: Sees = 'names'
let http: TestHttp
let cookie: string
/** What the capability needs is there once the API is built. */
let house: AuditHouse

beforeAll(async () => {
  const late = <Member extends keyof AuditHouse>(member: Member) =>
    new Proxy({}, { get: (_, name) => Reflect.get(house[member] as object, name) }) as AuditHouse[Member]
  http = await testHttp({ sees: () => sees }, (state) => [
    persons,
    auditCapability({
      audit: late('audit'),
      people: late('people'),
      sealed: late('sealed'),
      state,
      get dataDir() {
        return house.dataDir
      },
      config: () => configSchema.parse({}),
    }),
  ])
  const { audit, people } = http.options
  house = {
    audit,
    people,
    sealed: http.sealed,
    state: http.state,
    dataDir: http.dataDir,
    config: () => configSchema.parse({}),
  }
  cookie = await http.signIn()
})
afterAll(() => http.close())

const send = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await http.app.inject({
    method,
    url: `/api${url}`,
    headers: { origin, cookie },
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const entries = async (query: string) =>
  (await send('GET', `/audit?${query}`)).body['entries'] as Record<string, unknown>[]

test('the data protection officer sees twenty searches for one name, with rows, and the reveal with its reason', async () => {
  sees = 'pseudonyms'
  const shown = await send('GET', '/persons')
  const pseudonym = String(shown.body['user.name'])
  expect(pseudonym).toMatch(/^~.{4}-.{4}$/)
  expect(JSON.stringify(shown.body)).not.toMatch(/dupont/i)
  for (let n = 0; n < 20; n++)
    await send('POST', '/search', { text: n % 2 ? 'user:dupont' : `user:${pseudonym}`, time })
  expect((await send('POST', '/people/reveal', { pseudonym })).body).toMatchObject({ code: 'reason-needed' })
  const wish = { pseudonym, incident: 'INC-7', reason: 'Is it one of ours?' }
  expect((await send('POST', '/people/reveal', wish)).body).toMatchObject({ names: ['dupont'], incident: 'INC-7' })
  expect((await send('GET', '/people/lens')).body).toMatchObject({
    sees: 'pseudonyms',
    revealed: [{ pseudonym, names: ['dupont'], incident: 'INC-7' }],
  })
  sees = 'names'

  for (const person of ['Dupont', pseudonym]) {
    const found = await entries(`person=${encodeURIComponent(person)}&limit=1000`)
    const searches = found.filter(({ act }) => act === 'event.search')
    expect(searches).toHaveLength(20)
    expect(searches.every(({ rows, who }) => rows === 0 && who === 'Zoé')).toBe(true)
    expect(found.filter(({ act, outcome }) => act === 'people.reveal' && outcome === 'done')).toMatchObject([
      { reason: 'Is it one of ours?', incident: 'INC-7', people: [pseudonym], who: 'Zoé' },
    ])
  }
  expect(await entries('incident=INC-7')).toMatchObject([{ act: 'people.reveal' }])
})

test('bytes are left out until they are opened with a reason for their incident', async () => {
  sees = 'pseudonyms'
  expect((await send('GET', '/persons')).body['frames']).toEqual([{ size: 3 }])
  await send('POST', '/people/bytes', { incident: 'INC-9', reason: 'What was typed?' })
  expect((await send('GET', '/persons')).body['frames']).toEqual([{ size: 3, base64: 'YWJj' }])
  sees = 'names'
  expect(await entries('act=people.bytes')).toMatchObject([{ incident: 'INC-9', reason: 'What was typed?' }])
})

test('where the audit cannot be written nobody is revealed', async () => {
  const { people } = http.options
  people.learn(['martin'])
  const pseudonym = people.pseudonymOf('martin')
  await http.state.run({ sql: 'alter table audit_entry rename to audit_away', parameters: [] })
  const refused = await send('POST', '/people/reveal', { pseudonym, reason: 'a leak' })
  await http.state.run({ sql: 'alter table audit_away rename to audit_entry', parameters: [] })
  expect(refused).toMatchObject({ status: 503, body: { code: 'audit-unavailable' } })
  expect(JSON.stringify(refused.body)).not.toContain('martin')
})

test('pages go on where they ended, and reading the audit is noted itself', async () => {
  const first = (await send('GET', '/audit?limit=2')).body
  const then = await entries(`limit=2&before=${first['next']}`)
  expect(then[0]?.['n']).toBe(Number(first['next']) - 1)
  expect((await entries('act=audit.read')).length).toBeGreaterThan(3)
})

test('what stands out, and that the chain holds, is told', async () => {
  const { body } = await send('GET', `/audit/summary?from=0&to=${8e15}`)
  expect(body['acts']).toContainEqual({ who: 'Zoé', act: 'event.search', n: 20 })
  expect(body['partly']).toBe(false)
  expect((await send('GET', '/audit/verify')).body['problems']).toEqual([])
})

test('a rotation of the key is noted by the ids of both keys', async () => {
  const { from, to } = (await send('POST', '/keys/rotate', {})).body
  expect(await entries('act=keys.rotate')).toMatchObject([{ about: `${from} ${to}` }])
  expect((await send('GET', '/audit/verify')).body['problems']).toEqual([])
})

test('what Tocsin keeps about people follows the settings', async () => {
  const { status, body } = await send('GET', '/people/kept')
  expect([status, (body['sections'] as unknown[]).length]).toEqual([200, 5])
  const config = configSchema.parse({
    retention: { rawDays: 3, peopleDays: 30 },
    people: { namesFor: ['lead'] },
    audit: { syslogHost: 'log.example' },
  })
  const settings = [
    { source: 'wifi', department: 'Réseaux', rawDays: 1, columnDays: null, personal: 'sensitive' },
  ] as const
  const text = JSON.stringify(keptAboutPeople(config, settings, 0))
  for (const part of ['user.name', 'après 30 jours', '"en":"wifi"', 'sensible', 'log.example:601'])
    expect(text).toContain(part)
})

test('administrators see names, others pseudonyms, unless the settings say otherwise', () => {
  const analyst = { kind: 'person', role: 'analyst', departments: [], account: '1', name: 'Max', session: '1' } as const
  const people = { lens: 'pseudonyms', namesFor: [] as string[] } as const
  expect(seesOf(analyst, people)).toBe('pseudonyms')
  expect(seesOf(analyst, { ...people, namesFor: ['analyst'] })).toBe('names')
  expect(seesOf(analyst, { ...people, lens: 'names' })).toBe('names')
  expect(seesOf({ ...analyst, role: 'administrator' }, people)).toBe('names')
})

const persons: Capability = {
  name: 'persons',
  words: { en: 'Persons', fr: 'Personnes' },
  migrations: [],
  permissions: [{ name: 'persons.read', says: { en: 'See', fr: 'Voir' } }],
  routes: [
    route({
      method: 'GET',
      path: '/persons',
      permission: 'persons.read',
      says: 'A person',
      people: true,
      input: z.strictObject({}),
      output: z.looseObject({}),
      handle: async () => ({
        'user.name': 'Dupont',
        message: 'login of dupont',
        incident: 'INC-9',
        frames: [{ size: 3, base64: 'YWJj' }],
      }),
    }),
  ],
  jobs: [],
  commands: [],
  provides: {},
  asks: [],
  health: async () => ({ well: true, says: { en: 'Well', fr: 'Bien' } }),
}
