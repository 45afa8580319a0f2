import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, SourceSetting } from '@tocsin/capability'
import { everything, type OpenStateStore, openStateStore, type Scope } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourcesCapability } from './capability.ts'
import { sourcesMigrations } from './tables.ts'

let dir: string
let state: OpenStateStore
let changes = 0

beforeEach(async () => {
  changes = 0
  dir = mkdtempSync(join(tmpdir(), 'registry-'))
  state = await openStateStore({ file: join(dir, 'state.db'), migrations: sourcesMigrations, synchronous: 'NORMAL' })
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
    look: () => ({ kind: 'empty', records: 0, likely: [] }),
  })
}

async function ask(method: string, scope: Scope, input: object): Promise<unknown> {
  const route = wing().routes.find((one) => one.method === method)
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
