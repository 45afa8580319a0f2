import type { AnyRoute, Host } from '@tocsin/capability'
import type { Decoder } from '@tocsin/event'
import { everything } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { watchCapability } from './capability.ts'
import { givenFinding, minute, morning } from './given.fixture.ts'
import { type GivenState, givenState } from './given-state.fixture.ts'
import { findingsBy } from './incidents/finding.repository.ts'
import { incidentStage } from './incidents/stage.ts'
import { packRules } from './rules/bundle.ts'

const rule = `
title: Whoami
id: r-whoami
level: low
logsource: { product: windows, category: process_creation }
detection:
  it: { Image|endswith: whoami.exe }
  condition: it
`
const bundle = packRules([
  { path: 'a.yml', text: rule },
  { path: 'b.yml', text: rule.replace('product: windows', 'product: linux').replaceAll('whoami', 'id') },
  { path: 'c.yml', text: 'title: [' },
])

let given: GivenState
beforeEach(async () => {
  given = await givenState()
  const stage = incidentStage()
  const frames = [{ event: '3.1.0', bytes: new TextEncoder().encode('<raw>') }]
  const two = [givenFinding({ id: 'f1' }), givenFinding({ id: 'f2', time: morning + minute, severity: 'high' })]
  await given.store.transact(stage.group(two.map((finding) => ({ finding, frames }))).statements)
})
afterEach(() => given.close())

function watch(current = () => bundle as { digest: string; bytes: Uint8Array } | undefined) {
  return watchCapability({
    current,
    known: () => [{ product: 'windows', category: 'process_creation' }],
    state: given.store,
    now: () => morning + minute,
  })
}

/** Reads a frame as the image of a process. */
const plainDecoder: Decoder = {
  id: 'plain',
  decode: ({ payload }) => ({
    ok: true,
    value: [
      {
        time: undefined,
        logsources: [{ product: 'windows', category: 'process_creation' }],
        native: new Map([['Image', new TextDecoder().decode(payload)]]),
        derived: new Map(),
        ocsf: {},
        observables: [],
      },
    ],
  }),
  locate: () => undefined,
}

const nobody: Host['ask'] = async () => ({ kind: 'unavailable', why: 'nobody' })
/** As the server does it: the input is parsed, the answer must have the declared shape. */
async function get(path: string, input: object = {}, wing = watch(), ask: Host['ask'] = nobody) {
  const route = wing.routes.find((one) => one.path === path) as AnyRoute
  const host: Host = {
    now: () => morning + minute,
    state: given.store,
    events: { query: async () => ({ rows: [], took: 0 }) },
    ask,
    signal: () => {},
    publish: async () => {},
  }
  const answer = await route.handle({ input: route.input.parse(input), scope: everything, who: 'ada' }, host)
  expect(route.output.parse(answer)).toEqual(answer)
  return answer as Record<string, unknown>
}

describe('the watch wing answers', () => {
  test('with incidents and their counts', async () => {
    expect(await get('/incidents', { limit: '10', severity: 'low' })).toMatchObject({
      incidents: [{ id: 'INC-1', findings: 2, severity: 'high' }],
      counts: { high: 1 },
    })
  })

  test('with what nobody closed, or what somebody did', async () => {
    const wing = watch()
    await given.store.transact((await wing.provides.closing?.([{ incident: 'INC-1', closed: true }])) ?? [])
    expect(await get('/incidents', { work: 'open' })).toMatchObject({ incidents: [], counts: { high: 0 } })
    expect(await get('/incidents', { work: 'closed' })).toMatchObject({
      incidents: [{ id: 'INC-1' }],
      counts: { high: 1 },
    })
    await given.store.transact((await wing.provides.closing?.([{ incident: 'INC-1', closed: false }])) ?? [])
    expect(await get('/incidents', { work: 'open' })).toMatchObject({
      incidents: [{ id: 'INC-1' }],
      counts: { high: 1 },
    })
    expect(await get('/incidents', { work: 'closed' })).toMatchObject({ incidents: [], counts: { high: 0 } })
  })

  test('with those whose number, observable or rule has a part of a text, in any case of letters', async () => {
    for (const find of ['INC-1', 'inc-1', 'GW-01', 'example.org'])
      expect(await get('/incidents', { find })).toMatchObject({ incidents: [{ id: 'INC-1' }], counts: { high: 1 } })
    for (const find of ['gw-02', 'inc_1', '%', 'INC-11'])
      expect(await get('/incidents', { find })).toMatchObject({ incidents: [], counts: { high: 0 } })
  })

  test('with one incident and its findings', async () => {
    expect(await get('/incidents/:id', { id: 'INC-1' })).toMatchObject({
      incident: { id: 'INC-1' },
      findings: [{ id: 'f2' }, { id: 'f1', evidence: [{ event: '3.1.0', matched: [] }] }],
    })
  })

  test('with one finding and the bytes that it rests on', async () => {
    expect(await get('/findings/:id', { id: 'f1' })).toMatchObject({
      finding: { id: 'f1' },
      incident: 'INC-1',
      frames: [{ event: '3.1.0', kept: 'whole', size: 5, base64: Buffer.from('<raw>').toString('base64') }],
    })
  })

  test('with what became of each rule', async () => {
    const page = await get('/rules')
    expect(page).toMatchObject({ digest: bundle.digest, counts: { loaded: 1, asleep: 1, refused: 1, others: 0 } })
    expect(await get('/rules', { find: 'R-WHOAMI' })).toMatchObject({ rules: [{ rule: 'r-whoami', status: 'loaded' }] })
    expect(await get('/rules', { status: 'asleep', limit: 1 })).toMatchObject({ rules: [{ rule: 'r-id' }] })
    expect(await get('/rules', { limit: 2 })).toMatchObject({ next: 2 })
  })

  test('with one rule: its text, place, status and how often it spoke lately', async () => {
    expect(await get('/rules/:id', { id: 'r-whoami' })).toMatchObject({
      rule: { rule: 'r-whoami', status: 'loaded', file: 'a.yml', line: 2 },
      head: { title: 'Whoami', techniques: [], logsource: { product: 'windows' } },
      yaml: rule,
      findings: { count: 0 },
    })
    expect(await get('/rules/:id', { id: 'r-id' })).toMatchObject({ rule: { status: 'asleep' } })
    await expect(get('/rules/:id', { id: 'r-none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('with how often a rule spoke, from its findings', async () => {
    const finding = givenFinding({ id: 'f1' })
    const counted = await findingsBy(given.store, everything, finding.detector.id, morning)
    expect(counted).toEqual({ count: 2, last: morning + minute })
    expect(await findingsBy(given.store, everything, finding.detector.id, morning + 1)).toMatchObject({ count: 1 })
  })

  test('with what held of an event, or that nobody has its frame or can read it', async () => {
    const asked = { id: 'r-whoami', event: '3.1.0', as: 'plain' }
    const payload = new TextEncoder().encode('C:\\whoami.exe')
    const kept = { kind: 'kept', from: 'log', payload, whole: true, source: 'windows' }
    const frame = (async () => ({ kind: 'answer', value: kept })) as Host['ask']
    const gone = (async () => ({ kind: 'answer', value: { kind: 'unknown' } })) as Host['ask']
    const able = watchCapability({
      current: () => bundle,
      known: () => [],
      state: given.store,
      now: () => morning,
      decoders: [plainDecoder],
    })
    expect(await get('/rules/:id/explain', asked, able)).toMatchObject({ kind: 'unavailable' })
    expect(await get('/rules/:id/explain', asked, able, gone)).toMatchObject({ kind: 'unavailable' })
    expect(await get('/rules/:id/explain', asked, watch(), frame)).toMatchObject({ kind: 'unavailable' })
    expect(await get('/rules/:id/explain', asked, able, frame)).toMatchObject({
      kind: 'explained',
      routed: true,
      account: { kind: 'ask', holds: true, field: 'Image', matched: [{ ranges: [[3, 13]] }] },
    })
    await expect(get('/rules/:id/explain', { ...asked, event: 'x' }, able, frame)).rejects.toMatchObject({
      code: 'bad-event',
    })
  })

  test('with a refusal that names the remedy, where there is nothing or the question is wrong', async () => {
    await expect(get('/incidents/:id', { id: 'INC-9' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(get('/findings/:id', { id: 'nope' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(get('/incidents', { after: 'x' })).rejects.toMatchObject({ code: 'bad-cursor' })
    await expect(get('/incidents', { limit: 0 })).rejects.toThrow()
    await expect(get('/incidents', { order: "'; drop table incident" })).rejects.toThrow()
  })
})

describe('the watch wing tells the others', () => {
  test('the open incidents about an observable', async () => {
    const { provides } = watch()
    expect(await provides.openIncidents?.({ kind: 'host', value: 'gw-01.example.org' })).toMatchObject([
      { id: 'INC-1' },
    ])
    expect(await provides.openIncidents?.({ kind: 'host', value: 'other' })).toEqual([])
  })

  test('the incidents of some ids', async () => {
    expect(await watch().provides.incidents?.(['INC-1', 'INC-9'], everything)).toMatchObject([{ id: 'INC-1' }])
  })

  test('what its rules cover, and that it is not well without any', async () => {
    expect(await watch().provides.coverage?.()).toMatchObject({ loaded: 1, asleep: 1, refused: 1 })
    const none = watch(() => undefined)
    expect(await none.provides.coverage?.()).toMatchObject({ loaded: 0, asleep: 0, refused: 0 })
    const health = await none.health({} as Host)
    expect(health.well).toBe(false)
    expect(health.says.fr).toContain('Aucune règle')
  })

  test('its permissions, one for each route', () => {
    const { permissions, routes } = watch()
    const names = permissions.map(({ name }) => name)
    expect(routes.every(({ permission }) => names.includes(permission))).toBe(true)
  })
})
