import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@tocsin/kit'
import { everything, openSegmentLog, type Scope } from '@tocsin/store'
import { packRules, type Tried } from '@tocsin/watch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BackTestState, openBackTests } from './back-tests.ts'
import type { RunBackTest } from './in-thread.ts'
import { type BackTestReport, type BackTestStart, runBackTest } from './run-back-test.ts'
import { runWaits, waitBounds } from './run-waits.ts'

const hour = 3_600_000
const day = 24 * hour
const noon = Date.parse('2026-11-20T12:00:00Z')
const dir = mkdtempSync(join(tmpdir(), 'back-test-'))

const door = `title: Door forced
id: r-door
level: high
logsource: {product: doors}
detection:
  forced: {state|contains: forced}
  condition: forced
`
const often = `---
title: Doors forced often
id: c-often
correlation:
  type: event_count
  rules: [r-door]
  group-by: [door]
  timespan: 2d
  condition: {gte: 3}
`
const known = `title: The test door
id: f-test
logsource: {product: doors}
filter:
  rules: [r-door]
  test: {door: test}
  condition: test
`
const bundle = packRules([
  { path: 'rules/door.yml', text: door },
  { path: 'rules/known.yml', text: known },
]).bytes

const withOften = packRules([
  { path: 'rules/door.yml', text: `${door}${often}` },
  { path: 'rules/known.yml', text: known },
]).bytes

// Three days: every six hours each of two sources says that a door was forced, and once that it is shut.
beforeAll(async () => {
  const clock = manualClock(noon)
  const log = openSegmentLog({ dir, lane: 0, clock })
  for (let step = 0; step < 12; step++) {
    clock.set(noon + step * 6 * hour)
    for (const source of ['north', 'south']) {
      const lines = ['forced', 'shut'].map((state) => ({
        logsource: { product: 'doors' },
        state,
        door: step === 5 ? 'test' : source,
      }))
      await log.append(
        lines.map((line) => ({
          kind: 'data',
          realm: 'real',
          origin: 'proven',
          source,
          decoder: 'json',
          peer: '10.0.0.1',
          key: source,
          payload: new TextEncoder().encode(JSON.stringify(line)),
        })),
      )
    }
    if (step % 4 === 3) log.rotate()
  }
  await log.close()
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

function tried(
  what: Tried,
  but: { from?: number; until?: number; scope?: Scope; erased?: readonly string[] } = {},
): BackTestReport {
  const start = { logDir: dir, lane: 0, from: noon, until: noon + 3 * day, scope: everything, erased: [], ...but }
  const steps = runBackTest({ ...start, sides: [{ bundle, tried: what }] }, () => performance.now())
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    expect(step.value.share).toBeGreaterThanOrEqual(0)
  }
}

describe('a rule over stored history', () => {
  test('is counted by day and by what it speaks about, under the filters in force', () => {
    const report = tried({ kind: 'rule', id: 'r-door' })
    const [side] = report.sides
    expect(side).toMatchObject({ events: 48, hits: 22, rules: [{ rule: 'r-door', title: 'Door forced', hits: 22 }] })
    expect(side?.days).toEqual([
      { day: '2026-11-20', hits: 4 },
      { day: '2026-11-21', hits: 6 },
      { day: '2026-11-22', hits: 8 },
      { day: '2026-11-23', hits: 4 },
    ])
    expect(report).toMatchObject({ frames: 48, unread: 0, reaches: noon, notes: [] })
  })

  test('says of its first hits alone what matched', () => {
    const kept = tried({ kind: 'rule', id: 'r-door' }).sides[0]?.kept ?? []
    expect(kept).toHaveLength(22)
    expect(kept.filter(({ matched }) => matched !== undefined)).toHaveLength(20)
    expect(kept[0]?.matched).toEqual([{ field: 'state', value: 'forced', asked: 'contains forced', ranges: [[0, 6]] }])
  })

  test('hears the range alone, and only sources that the scope lets through', () => {
    const what = { kind: 'rule', id: 'r-door' } as const
    expect(tried(what, { from: noon + day, until: noon + 2 * day }).sides[0]).toMatchObject({ events: 16, hits: 6 })
    expect(tried(what, { scope: { kind: 'sources', sources: ['north'] } }).sides[0]?.hits).toBe(11)
    expect(tried(what, { scope: { kind: 'sources', sources: [] } })).toMatchObject({ frames: 0 })
  })

  test('does not hear what an erasure takes', () => {
    const first = tried({ kind: 'rule', id: 'r-door' }).sides[0]?.kept[0]?.event ?? ''
    expect(tried({ kind: 'rule', id: 'r-door' }, { erased: [first] }).sides[0]).toMatchObject({ events: 47, hits: 21 })
  })

  test('as text stands in for the one in force, and carries its correlation', () => {
    const wider = door.replace('forced: {state|contains: forced}', 'forced: {door: "*"}')
    expect(tried({ kind: 'text', text: wider }).sides[0]).toMatchObject({ hits: 44 })
    const [both] = tried({ kind: 'text', text: `${door}${often}` }).sides
    expect(both?.rules).toMatchObject([{ rule: 'c-often' }, { rule: 'r-door', hits: 0 }])
    expect(both?.rules[0]?.hits).toBeGreaterThan(0)
    expect(both?.heard).toEqual([{ rule: 'r-door', hits: 22 }])
    expect(both?.kept[0]?.about).toEqual([{ kind: 'door', value: 'north' }])
    expect(tried({ kind: 'text', text: often.replace('---\n', '') }).sides[0]?.hits).toBe(both?.rules[0]?.hits)
  })

  test('that cannot be used is refused with its place', () => {
    expect(() => tried({ kind: 'text', text: door.replace('contains', 'holds') })).toThrow(/modifier holds/)
    expect(() => tried({ kind: 'text', text: 'title: nothing' })).toThrow(/no rule/)
    expect(() => tried({ kind: 'rule', id: 'r-none' })).toThrow(/no rule r-none/)
  })
})

describe('what a rule waited for', () => {
  function waited(id: string, but: Partial<BackTestStart> = {}, bounds = waitBounds, of = bundle): BackTestReport {
    const start = { logDir: dir, lane: 0, from: noon, until: noon + 3 * day, scope: everything, erased: [] }
    const sides = [{ bundle: of, tried: { kind: 'rule' as const, id } }]
    const steps = runWaits({ ...start, sides, ...but }, () => performance.now(), bounds)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  test('is counted part by part, also what narrows it', () => {
    const report = waited('r-door')
    expect(report).toMatchObject({ sides: [], frames: 48, reaches: noon, notes: [] })
    expect(report.waited).toMatchObject([
      {
        ...{ rule: 'r-door', conditions: ['forced'], events: 48, held: 22 },
        searches: [
          { name: 'forced', kind: 'search', held: 24, asks: [{ field: 'state', asked: 'contains forced', held: 24 }] },
          { name: 'f-test', kind: 'filter', held: 4 },
        ],
      },
    ])
  })

  test('is of the range and the scope alone, and not of what an erasure takes', () => {
    const held = (but: Partial<BackTestStart>) => waited('r-door', but).waited?.[0]?.held
    expect(held({ from: noon + day, until: noon + 2 * day })).toBe(6)
    expect(held({ scope: { kind: 'sources', sources: ['north'] } })).toBe(11)
    const [first] = tried({ kind: 'rule', id: 'r-door' }).sides[0]?.kept ?? []
    expect(held({ erased: [first?.event ?? ''] })).toBe(21)
  })

  test('is of the newest where a bound ends it, and says which', () => {
    const report = waited('r-door', {}, { seconds: 60, events: 10 })
    expect(report.cut).toBe('events')
    expect(report.frames).toBeLessThan(48)
    expect(waited('r-door', {}, { seconds: -1, events: 1000 }).cut).toBe('time')
  })

  test('of a correlation says too how near each group is, at the end of the range and within the scope', () => {
    const near = (but: Partial<BackTestStart>) => waited('c-often', but, waitBounds, withOften).near?.[0]
    expect(waited('r-door').near).toBeUndefined()
    const all = near({ until: noon + 3 * day })
    expect(all).toMatchObject({ rule: 'c-often', at: noon + 3 * day, realm: 'real', timespan: 2 * day })
    expect(all?.heard).toEqual([{ rule: 'r-door', title: 'Door forced', spoke: 22 }])
    const early = near({ until: noon + 7 * hour })
    const heard = early?.nearest.reduce((sum, { events }) => sum + events, 0)
    expect(heard).toBe(early?.heard[0]?.spoke)
    for (const { events, holds, missing, ends } of early?.nearest ?? []) {
      expect(holds ? 0 : 3 - events).toBe(missing)
      expect(ends).toBeGreaterThan(noon + 7 * hour)
    }
    const nobody = near({ until: noon + 3 * day, scope: { kind: 'sources', sources: ['nobody'] } })
    expect(nobody).toMatchObject({ groups: 0, nearest: [], heard: [{ spoke: 0 }] })
  })

  test('of an unknown rule is refused', () => {
    expect(() => waited('r-none')).toThrow(/no rule r-none/)
  })
})

describe('trials', () => {
  const wish = { lane: 0, from: noon, until: noon + day, sides: [{ tried: { kind: 'rule', id: 'r-door' } as const }] }
  const house = (run: RunBackTest) =>
    openBackTests({
      logDir: dir,
      state: { run: async () => [], transact: async () => undefined },
      current: () => ({ digest: '', count: 2, bytes: bundle }),
      durable: async () => [],
      run,
    })
  const report = { sides: [], frames: 0, unread: 0, notes: [], seconds: 1, perSecond: 0 }

  test('run one after another, and show themselves to whoever started them', async () => {
    const ends: ((report: BackTestReport) => void)[] = []
    const trials = house(() => ({ report: new Promise((resolve) => ends.push(resolve)), stop: () => undefined }))
    const [first, second] = [trials.start('ann', everything, wish), trials.start('ann', everything, wish)]
    await settled(() => ends.length === 1)
    expect(trials.state('ann', everything, second)).toEqual({ id: second, state: 'waiting' })
    expect(trials.state('bob', everything, first)).toBeUndefined()
    expect(trials.state('ann', { kind: 'sources', sources: ['north'] }, first)).toBeUndefined()
    ends[0]?.(report)
    await settled(() => ends.length === 2)
    expect(trials.state('ann', everything, first)).toMatchObject({ state: 'done', report })
  })

  test('end where they are when they are cancelled, and not for others', async () => {
    let stopped = 0
    const trials = house((_, progress) => {
      progress({ share: 0.5, events: 7, hits: 1, at: noon })
      return { report: new Promise(() => undefined), stop: () => void stopped++ }
    })
    const id = trials.start('ann', everything, wish)
    await settled(() => trials.state('ann', everything, id)?.state === 'running')
    expect(trials.cancel('bob', id)).toBe(false)
    expect(trials.cancel('ann', id)).toBe(true)
    expect(trials.state('ann', everything, id)).toMatchObject({ state: 'cancelled', progress: { events: 7 } })
    expect(stopped).toBe(1)
  })

  test('are refused when too many wait', () => {
    const trials = house(() => ({ report: new Promise(() => undefined), stop: () => undefined }))
    for (let i = 0; i < 8; i++) trials.start('ann', everything, wish)
    expect(() => trials.start('ann', everything, wish)).toThrow(/wait already/)
  })

  test('tell why they failed', async () => {
    const trials = house(() => ({ report: Promise.reject(new Error('torn')), stop: () => undefined }))
    const id = trials.start('ann', everything, wish)
    const now = (): BackTestState | undefined => trials.state('ann', everything, id)
    await settled(() => now()?.state === 'failed')
    expect(now()).toMatchObject({ failure: { code: 'back-test-failed', message: 'torn' } })
  })
})

async function settled(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
