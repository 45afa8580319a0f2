import type { AnyRoute, Host } from '@tocsin/capability'
import { everything } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { watchCapability } from './capability.ts'
import { givenFinding, minute, morning } from './given.fixture.ts'
import { type GivenState, givenState } from './given-state.fixture.ts'
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

const nobody: Host['ask'] = async () => ({ kind: 'unavailable', why: 'nobody' })
/** Somebody who closed the first incident. */
const closer = (async (question: string) => ({
  kind: 'answer',
  value: question === 'closedAmong' ? new Set(['INC-1']) : { info: 0, low: 0, medium: 0, high: 1, critical: 0 },
})) as Host['ask']

/** As the server does it: the input is parsed, the answer must have the declared shape. */
async function get(path: string, input: object = {}, wing = watch(), ask: Host['ask'] = nobody) {
  const route = wing.routes.find((one) => one.path === path) as AnyRoute
  const host: Host = {
    now: () => morning + minute,
    state: given.store,
    events: { query: async () => ({ rows: [], took: 0 }) },
    ask,
    signal: () => {},
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
    const open = await get('/incidents', { work: 'open' }, watch(), closer)
    expect(open).toMatchObject({ incidents: [], counts: { high: 0 } })
    const closed = await get('/incidents', { work: 'closed' }, watch(), closer)
    expect(closed).toMatchObject({ incidents: [{ id: 'INC-1' }], counts: { high: 1 } })
  })

  test('with every incident as open where nobody keeps the work on them', async () => {
    expect(await get('/incidents', { work: 'open' })).toMatchObject({
      incidents: [{ id: 'INC-1' }],
      counts: { high: 1 },
    })
    expect(await get('/incidents', { work: 'closed' })).toMatchObject({ incidents: [], counts: { high: 0 } })
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
    expect(await watch().provides.incidents?.(['INC-1', 'INC-9'])).toMatchObject([{ id: 'INC-1' }])
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
