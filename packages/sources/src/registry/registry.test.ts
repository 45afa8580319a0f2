import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, SourceSetting } from '@tocsin/capability'
import {
  emptyPosition,
  everything,
  type OpenStateStore,
  openStateStore,
  positionTable,
  readPosition,
  type Scope,
} from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countedSink } from '../health/health.repository.ts'
import { type SourcesHealth, sourcesHealth } from '../health/open-health.ts'
import { sourcesCapability } from './capability.ts'
import { profilesOf } from './profile.repository.ts'
import { sourcesMigrations } from './tables.ts'

let dir: string
let state: OpenStateStore
let changes = 0
let declarations = 0
let health: SourcesHealth

beforeEach(async () => {
  changes = 0
  dir = mkdtempSync(join(tmpdir(), 'registry-'))
  state = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: [positionTable, ...sourcesMigrations],
    synchronous: 'NORMAL',
  })
  health = sourcesHealth({
    state: state.store,
    now: () => 5,
    news: async () => ({ senders: [], position: emptyPosition() }),
  })
})

afterEach(() => {
  state.close()
  rmSync(dir, { recursive: true, force: true })
})

const pumps: SourceSetting = { source: 'pumps', department: 'Eau', rawDays: 3, columnDays: null, personal: 'names' }
const water: Scope = { kind: 'sources', sources: ['pumps'] }

function wing() {
  return sourcesCapability({
    state: state.store,
    changed: () => changes++,
    catalogue: [],
    doors: () => Promise.reject(new Error('not asked')),
    decoders: ['syslog', 'cef'],
    health,
    declared: async () => {
      declarations++
      health.declared(await profilesOf(state.store, everything))
    },
    look: () => ({ kind: 'empty', records: 0, likely: [] }),
  })
}

async function ask(method: string, scope: Scope, input: object, path = 'settings'): Promise<unknown> {
  const route = wing().routes.find((one) => one.method === method && one.path.endsWith(path))
  if (route === undefined) throw new Error(`no ${method}`)
  const host = { now: () => 5, state: state.store } as unknown as Host
  return route.output.parse(await route.handle({ input: route.input.parse(input), scope, who: 'ada' }, host))
}

test('what is decided about a source is kept whole, told to who asks, and heard', async () => {
  expect(await wing().provides.sourceSettings?.()).toEqual([])
  await ask('PUT', everything, { ...pumps, department: '  Eau ' })
  await ask('PUT', everything, { ...pumps, source: 'lights', department: 'Voirie', personal: 'none' })
  expect(await wing().provides.sourceSettings?.()).toMatchObject([{ source: 'lights' }, pumps])
  expect(changes).toBe(2)
  await ask('PUT', everything, { ...pumps, department: null })
  expect(await ask('GET', everything, {})).toMatchObject({ settings: [{}, { source: 'pumps', department: null }] })
})

test('a person of one department sees and decides about its sources, and gives none away', async () => {
  await ask('PUT', everything, pumps)
  await ask('PUT', everything, { ...pumps, source: 'lights', department: 'Voirie' })
  expect(await ask('GET', water, {})).toEqual({ settings: [pumps] })
  await ask('PUT', water, { ...pumps, rawDays: 30 })
  expect(await ask('GET', water, {})).toEqual({ settings: [{ ...pumps, rawDays: 30 }] })
  await expect(ask('PUT', water, { ...pumps, department: 'Voirie' })).rejects.toMatchObject({
    code: 'department-conflict',
  })
  await expect(ask('PUT', water, { ...pumps, source: 'lights', department: 'Voirie' })).rejects.toMatchObject({
    code: 'not-found',
  })
  // Nothing was decided about it yet, so it is nobody's to take.
  await expect(ask('PUT', water, { ...pumps, source: 'new' })).rejects.toMatchObject({ code: 'department-conflict' })
})

test.each([
  { source: 'tocsin/x' },
  { department: '' },
  { department: 'a\u0000b' },
  { rawDays: 0 },
  { rawDays: 1.5 },
  { columnDays: 4000 },
  { personal: 'some' },
])('%j is refused', async (but) => {
  await expect(ask('PUT', everything, { ...pumps, ...but })).rejects.toThrow()
  expect(await wing().provides.sourceSettings?.()).toEqual([])
})

test('a source is declared, given a zone and forgotten; the receiver hears of each', async () => {
  declarations = 0
  await ask('PUT', everything, { source: 'pumps', decoder: 'cef', sender: '10.0.0.7', door: 'syslog' }, 'profile')
  expect(await ask('GET', everything, {}, 'sources/health')).toMatchObject({
    sources: [{ source: 'pumps', state: 'waiting', profile: { sender: '10.0.0.7', realm: 'real', owner: null } }],
  })
  await ask('PUT', everything, { source: 'pumps', zone: 'Europe/Paris' }, 'zone')
  expect(await ask('GET', everything, {}, 'sources/health')).toMatchObject({ sources: [{ zone: 'Europe/Paris' }] })
  await ask('DELETE', everything, { source: 'pumps' }, 'profile')
  expect(await ask('GET', everything, {}, 'sources/health')).toEqual({ sources: [] })
  expect(declarations).toBe(3)
})

test('a declaration that cannot hold is refused with its remedy', async () => {
  const lights = { source: 'lights', sender: '10.0.0.7', door: 'syslog' }
  await ask('PUT', everything, lights, 'profile')
  await expect(ask('PUT', everything, { ...lights, source: 'other' }, 'profile')).rejects.toMatchObject({
    code: 'sender-taken',
  })
  await expect(ask('PUT', everything, { source: 'x', decoder: 'none' }, 'profile')).rejects.toMatchObject({
    code: 'no-decoder',
  })
  await expect(ask('PUT', everything, { source: 'x', zone: 'Mars/Base' }, 'zone')).rejects.toThrow('is no zone')
  await expect(ask('PUT', water, { ...lights, source: 'new' }, 'profile')).rejects.toMatchObject({ code: 'not-found' })
  await expect(ask('DELETE', water, { source: 'lights' }, 'profile')).rejects.toMatchObject({ code: 'not-found' })
  expect(await ask('GET', water, {}, 'sources/health')).toEqual({ sources: [] })
})

test('what was counted is kept with its place in the log, together', async () => {
  const at = (next: number) => emptyPosition().map((none, partition) => (partition === 3 ? next : none))
  const one = { source: 'pumps', sender: '', decoder: 'syslog', frames: 7, events: 7, refused: 0, bytes: 70, last: 5 }
  let told = 7
  const news = async () => ({
    senders: [{ ...one, quarters: [], local: false, logsources: [] }],
    position: at(told),
  })
  const counting = sourcesHealth({ state: state.store, now: () => 5, news })
  await counting.look()
  expect(await readPosition(state.store, countedSink)).toEqual(at(0))
  await counting.keep()
  expect(await readPosition(state.store, countedSink)).toEqual(at(7))
  told = 14
  await counting.look()
  const after = sourcesHealth({ state: state.store, now: () => 5, news })
  await after.restore()
  expect(after.sources()).toMatchObject([{ source: 'pumps', frames: 7 }])
})

test('one source is told whole: its week, and a zone that somebody leaves as it is', async () => {
  const one = { source: 'pumps', sender: '10.0.0.7', decoder: 'syslog', frames: 40, events: 40, refused: 0, bytes: 70 }
  let at = 0
  health = sourcesHealth({
    state: state.store,
    now: () => at,
    news: async () => ({
      senders: [{ ...one, last: at, quarters: [[8, 40] as const], local: true, logsources: [] }],
      position: emptyPosition(),
    }),
  })
  for (; at < 4 * 3_600_000; at += 600_000) await health.look()
  const found = await ask('GET', everything, { source: 'pumps' }, ':source/health')
  // 1970 began on a Thursday, 00:00 UTC.
  expect(found).toMatchObject({
    known: { source: 'pumps', offsets: [{ minutes: 120, zone: '+02:00' }] },
    week: { now: { slot: 75, events: 240 } },
    silence: null,
    decoders: ['syslog', 'cef'],
  })
  const { week } = found as { week: { usual: readonly (number | null)[]; actual: readonly (number | null)[] } }
  expect([week.actual.slice(71, 76), week.usual.slice(71, 76)]).toEqual([
    [null, null, 240, 240, null],
    [null, null, 240, 240, null],
  ])
  await ask('POST', everything, { source: 'pumps', sender: '10.0.0.7' }, 'zone/decline')
  expect(await ask('GET', everything, {}, 'sources/health')).toMatchObject({ sources: [{ offsets: [] }] })
  expect(await ask('GET', everything, { source: 'pumps' }, 'senders')).toMatchObject({ senders: [{ declined: 120 }] })
  await expect(ask('POST', everything, { source: 'pumps' }, 'zone/decline')).rejects.toMatchObject({
    code: 'not-found',
  })
  await ask('DELETE', everything, { source: 'pumps' }, 'profile')
  expect(await ask('GET', everything, {}, 'sources/health')).toEqual({ sources: [] })
  await expect(ask('GET', everything, { source: 'pumps' }, ':source/health')).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('who sends what a rule asks for is told within a scope', async () => {
  const news = (source: string) => ({
    ...{ source, sender: '192.0.2.1', decoder: 'syslog', frames: 1, events: 1, refused: 0, bytes: 1, last: 4 },
    ...{ quarters: [], local: false, logsources: ['linux||sshd'] },
  })
  health = sourcesHealth({
    state: state.store,
    now: () => 5,
    news: async () => ({ senders: [news('pumps'), news('lights')], position: emptyPosition() }),
  })
  await health.look()
  const told = async (asks: readonly string[], scope: Scope) =>
    (await wing().provides.sendersOf?.(asks, scope))?.map(({ source }) => source).sort()
  expect(await told(['linux||'], everything)).toEqual(['lights', 'pumps'])
  expect(await told(['linux||'], water)).toEqual(['pumps'])
  expect(await told(['windows||'], everything)).toEqual([])
})
