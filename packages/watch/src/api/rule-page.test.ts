import type { AnyRoute, Host } from '@tocsin/capability'
import type { Decoder } from '@tocsin/event'
import { everything, type QueryRow, type Scope } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { watchCapability } from '../capability.ts'
import { givenFinding, minute, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { incidentStage } from '../incidents/stage.ts'
import { packRules, type RuleFile } from '../rules/bundle.ts'
import type { RuleDetail, RuleTestsShown } from './rule-detail-shapes.ts'
import type { RuleHistory } from './rule-history-routes.ts'

const rule = `title: Odd tool
id: r-odd
status: test
level: high
tags: [attack.t1059.001]
falsepositives: [The nightly job]
logsource: { product: windows, category: process_creation }
detection:
  it: { Image|endswith: odd.exe }
  condition: it
tocsin:
  reason: { en: 'Started {Image}', fr: 'A lancé {Image}' }
  advice: { en: 'Ask its owner', fr: 'Demandez à son responsable' }
  benign: { fr: ['Le travail de nuit'] }
---
title: Odd tool, often
id: c-odd
correlation:
  type: event_count
  rules: [r-odd]
  group-by: [Computer]
  timespan: 10m
  condition: { gte: 5 }
`
const pipeline =
  'name: ecs\ntransformations:\n  - { type: field_name_mapping, mapping: { Image: process.executable } }\n'
const tests: RuleFile = {
  path: 'rules/odd.test.yml',
  text: `rule: r-odd
positive:
  - says: it is started
    logsource: { product: windows, category: process_creation }
    native: { process.executable: 'C:\\odd.exe' }
negative:
  - says: another is started
    logsource: { product: windows, category: process_creation }
    native: { process.executable: 'C:\\even.exe' }
  - says: it is really started
    logsource: { product: windows, category: process_creation }
    native: { process.executable: 'D:\\odd.exe' }
`,
}
const bundle = packRules([{ path: 'rules/odd.yml', text: rule }], [{ path: 'ecs.yml', text: pipeline }])

/** Reads a record as one field, and an empty one as none. */
const lines: Decoder = {
  id: 'lines',
  decode: ({ payload }) => {
    const line = Buffer.from(payload).toString('utf8')
    const native = new Map([['line', line]])
    const derived = new Map([['Image', line]])
    const event = { time: undefined, logsources: [], native, derived, ocsf: {}, observables: [] }
    return { ok: true, value: line === '' ? [] : [event] }
  },
  locate: () => undefined,
}

let given: GivenState
beforeEach(async () => {
  given = await givenState()
})
afterEach(() => given.close())

async function ask<Answer>(
  method: string,
  path: string,
  input: object,
  but: {
    readonly scope?: Scope
    readonly ask?: Host['ask']
    readonly tests?: readonly RuleFile[]
    readonly rows?: readonly QueryRow[]
  } = {},
): Promise<Answer> {
  const wing = watchCapability({
    current: () => bundle,
    known: () => [],
    state: given.store,
    now: () => morning + minute,
    tests: async () => but.tests ?? [tests],
    decoders: [lines],
  })
  const route = wing.routes.find((one) => one.path === path && one.method === method) as AnyRoute
  const host: Host = {
    now: () => morning + minute,
    state: given.store,
    events: { query: async () => ({ rows: [...(but.rows ?? [])], took: 0 }) },
    ask: but.ask ?? (async () => ({ kind: 'unavailable', why: 'nobody' })),
    signal: () => {},
    publish: async () => {},
  }
  const answer = await route.handle(
    { input: route.input.parse(input), scope: but.scope ?? everything, who: 'ann' },
    host,
  )
  return route.output.parse(answer) as Answer
}

describe('a rule by its id', () => {
  test('says what it is about, what to do, and which pipeline changed it', async () => {
    const { head } = await ask<RuleDetail>('GET', '/rules/:id', { id: 'r-odd' })
    expect(head).toMatchObject({
      reason: { fr: 'A lancé {Image}' },
      advice: { en: 'Ask its owner' },
      falsepositives: ['The nightly job'],
      benign: ['Le travail de nuit'],
      attack: [{ id: 'T1059.001', name: 'PowerShell' }],
      filters: [],
      converted: [{ pipeline: 'ecs', path: 'ecs.yml', before: ['Image'], after: ['process.executable'], asks: false }],
    })
  })

  test('of a correlation says what it hears and what it counts', async () => {
    const { head } = await ask<RuleDetail>('GET', '/rules/:id', { id: 'c-odd' })
    expect(head?.correlation).toMatchObject({
      type: 'event_count',
      rules: [{ rule: 'r-odd', title: 'Odd tool' }],
      groupBy: ['Computer'],
      timespan: 10 * minute,
      condition: [{ is: 'gte', than: 5 }],
    })
  })

  test('names the sources that feed it, where somebody knows them', async () => {
    const known = (async (question: string) =>
      question === 'sendersOf'
        ? { kind: 'answer', value: [{ source: 'desks', state: 'well' }] }
        : { kind: 'unavailable', why: 'nobody' }) as Host['ask']
    const { fedBy } = await ask<RuleDetail>('GET', '/rules/:id', { id: 'r-odd' }, { ask: known })
    expect(fedBy).toEqual([{ source: 'desks', state: 'well' }])
  })
})

describe('how a rule spoke', () => {
  beforeEach(async () => {
    const stage = incidentStage()
    for (const [id, host, back] of [
      ['f1', 'a', 0],
      ['f2', 'a', 1],
      ['f3', 'b', 26 * 60],
    ] as const) {
      const time = morning - back * minute
      const finding = givenFinding({ id, time, said: time, detector: 'r-odd', about: { kind: 'host', value: host } })
      await given.store.transact(stage.group([{ finding, frames: [] }]).statements)
    }
  })
  const judges = (async (question: string, ids: readonly string[]) =>
    question === 'verdicts'
      ? { kind: 'answer', value: new Map(ids.slice(0, 1).map((id) => [id, 'false-positive'])) }
      : { kind: 'unavailable', why: 'nobody' }) as Host['ask']

  test('is told by day, by whom it was about and by what people decided', async () => {
    const history = await ask<RuleHistory>('GET', '/rules/:id/history', { id: 'r-odd', days: 14 }, { ask: judges })
    expect(history.days).toHaveLength(14)
    expect(history.days.slice(-2).map(({ findings }) => findings)).toEqual([1, 2])
    expect(history).toMatchObject({ findings: 3, cut: false, opened: 3 })
    expect(history.about).toEqual([
      { kind: 'host', value: 'a', findings: 2 },
      { kind: 'host', value: 'b', findings: 1 },
    ])
    expect(history.verdicts).toMatchObject({ incidents: 2, 'false-positive': 1, 'true-positive': 0 })
  })

  test('is silent towards who sees none of its sources', async () => {
    const scope = { kind: 'sources', sources: ['elsewhere'] } as const
    const history = await ask<RuleHistory>('GET', '/rules/:id/history', { id: 'r-odd' }, { scope, ask: judges })
    expect(history).toMatchObject({ findings: 0, about: [], verdicts: { incidents: 0 } })
    expect(history.days.every(({ heard }) => heard === undefined)).toBe(true)
  })
})

describe('the events of a rule’s findings', () => {
  const told = async (payload: string, rows: readonly QueryRow[] = [{ id: '3.1.0', decoder: 'lines' }]) => {
    const finding = givenFinding({ id: 'f1', detector: 'r-odd' })
    await given.store.transact(incidentStage().group([{ finding, frames: [] }]).statements)
    const frame = { kind: 'kept', from: 'log', whole: true, source: 'windows', payload: Buffer.from(payload) }
    const kept = (async (question: string) =>
      question === 'rawFrame'
        ? { kind: 'answer', value: frame }
        : { kind: 'unavailable', why: 'nobody' }) as Host['ask']
    return ask('GET', '/rules/:id/events', { id: 'r-odd' }, { ask: kept, rows })
  }

  test('are read again, field by field', async () => {
    expect(await told('C:\\odd.exe')).toEqual({
      events: [
        {
          event: '3.1.0',
          time: morning,
          source: 'windows',
          native: { line: 'C:\\odd.exe' },
          derived: { Image: 'C:\\odd.exe' },
        },
      ],
      unread: 0,
    })
  })

  test('are counted where they cannot be', async () => {
    expect(await told('')).toEqual({ events: [], unread: 1 })
    expect(await told('x', [])).toEqual({ events: [], unread: 1 })
    expect(await told('x', [{ id: '3.1.0', decoder: 'gone' }])).toEqual({ events: [], unread: 1 })
  })
})

describe('the tests beside a rule', () => {
  const run = (but: Parameters<typeof ask>[3] = {}, method = 'POST', id = 'r-odd') =>
    ask<RuleTestsShown>(method, '/rules/:id/tests', { id }, but)

  test('are listed without an outcome, and run with one', async () => {
    const listed = await run({}, 'GET')
    expect(listed).toMatchObject({ status: 'listed', file: 'rules/odd.test.yml' })
    expect(listed.cases.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['positive', undefined],
      ['negative', undefined],
      ['negative', undefined],
    ])
    const ran = await run()
    expect(ran.status).toBe('run')
    expect(ran.cases.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'failed'])
    expect(ran.cases[2]).toMatchObject({ says: 'it is really started', reason: 'the rule speaks' })
  })

  test('may be missing, about another rule, or unreadable', async () => {
    expect(await run({ tests: [] })).toMatchObject({ status: 'none', file: 'rules/odd.test.yml' })
    expect(await run({}, 'GET', 'c-odd')).toMatchObject({ status: 'none' })
    expect(await run({ tests: [{ ...tests, text: 'rule: r-odd\npositive: 3\n' }] })).toMatchObject({
      status: 'refused',
      reason: 'positive is not a list',
    })
  })
})
