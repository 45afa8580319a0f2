import { fc, test } from '@fast-check/vitest'
import type { Said } from '@tocsin/capability'
import { type Finding, severities } from '@tocsin/event'
import type { AssetId, Observable } from '@tocsin/kit'
import { everything, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { type GivenFinding, givenFinding, hour, minute, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { parseCursor } from './cursor.ts'
import { findingById, findingsOf } from './finding.repository.ts'
import { maxFrameCopy } from './grouping.repository.ts'
import { countsBySeverity, incidentById, listIncidents, openIncidentsAbout } from './incident.repository.ts'
import { outboxAfter } from './outbox.repository.ts'
import { incidentStage } from './stage.ts'

let given: GivenState
let store: StateStore
beforeEach(async () => {
  given = await givenState()
  store = given.store
})
afterEach(() => given.close())

function said(finding: GivenFinding, bytes: Uint8Array | undefined = new Uint8Array([1, 2, 3])): Said {
  return { finding: givenFinding(finding), frames: [{ event: '3.1.0', bytes }] }
}

async function keep(stage: ReturnType<typeof incidentStage>, batch: readonly Said[]) {
  const grouped = stage.group(batch)
  await store.transact(grouped.statements)
  return grouped
}

async function restarted() {
  const stage = incidentStage()
  await stage.load(store)
  return stage
}

const page = { limit: 50, now: morning } as const

describe('what grouping writes', () => {
  test('is read back as incident, findings and evidence', async () => {
    const { changed } = await keep(incidentStage(), [
      said({ id: 'a', severity: 'low', technique: 'T1110' }),
      said({ id: 'b', severity: 'high', title: 'Log cleared', time: morning + minute }),
    ])
    expect(changed).toHaveLength(1)
    const incident = await incidentById(store, everything, 'INC-1')
    expect(incident).toEqual(changed[0])
    expect(incident).toMatchObject({ findings: 2, severity: 'high', latest: ['a', 'b'], techniques: [{ id: 'T1110' }] })
    const { findings } = await findingsOf(store, everything, 'INC-1', { limit: 10 })
    expect(findings.map(({ id }) => id)).toEqual(['b', 'a'])
    const finding = await findingById(store, everything, 'a', { from: 0, limit: 10 })
    expect(finding?.incident).toBe('INC-1')
    expect(finding?.finding).toEqual(givenFinding({ id: 'a', severity: 'low', technique: 'T1110' }))
    expect(finding?.frames).toMatchObject([{ event: '3.1.0', size: 3, kept: 'whole' }])
    expect([...(finding?.frames[0]?.bytes ?? [])]).toEqual([1, 2, 3])
  })

  test('keeps 64 KiB of a frame with its size, and says where a frame was missing', async () => {
    const large = new Uint8Array(maxFrameCopy + 7).fill(65)
    await keep(incidentStage(), [
      said({ id: 'a' }, large),
      { ...said({ id: 'b' }), frames: [{ event: '3.2.0', bytes: undefined }] },
    ])
    const cut = await findingById(store, everything, 'a', { from: 0, limit: 10 })
    expect(cut?.frames).toMatchObject([{ kept: 'cut', size: maxFrameCopy + 7 }])
    expect(cut?.frames[0]?.bytes).toHaveLength(maxFrameCopy)
    const missing = await findingById(store, everything, 'b', { from: 0, limit: 10 })
    expect(missing?.frames).toEqual([{ event: '3.2.0', bytes: undefined, size: 0, kept: 'missing' }])
  })

  test('bears names with NUL, quotes and lone surrogates', async () => {
    const value = 'a\u0000b"\\\ud800\n'
    await keep(incidentStage(), [said({ id: 'a', about: { kind: 'host', value }, detector: value })])
    const [found] = await openIncidentsAbout(store, everything, { kind: 'host', value }, morning)
    expect(found?.about?.value).toBe(value)
    expect(await openIncidentsAbout(store, everything, { kind: 'host', value: 'a' }, morning)).toEqual([])
    const after = await restarted()
    const { changed } = await keep(after, [said({ id: 'b', about: { kind: 'host', value } })])
    expect(changed[0]?.id).toBe('INC-1')
  })

  test('counts a finding once, however often it comes, over a restart too', async () => {
    const first = incidentStage()
    await keep(first, [said({ id: 'a' }), said({ id: 'a' })])
    expect((await keep(first, [said({ id: 'a' })])).statements).toEqual([])
    const second = await restarted()
    expect((await keep(second, [said({ id: 'a' })])).statements).toEqual([])
    expect((await incidentById(store, everything, 'INC-1'))?.findings).toBe(1)
  })

  test('may be written twice without changing anything', async () => {
    const { statements } = await keep(incidentStage(), [said({ id: 'a' }), said({ id: 'b', severity: 'critical' })])
    const before = await everythingKept()
    await store.transact(statements)
    expect(await everythingKept()).toEqual(before)
  })

  test('goes on after a restart as if nothing had been', async () => {
    const times = [0, 20, 70, 90, 95].map((at) => ({ id: `f${at}`, time: morning + at * minute }))
    await keep(
      incidentStage(),
      times.map((one) => said(one)),
    )
    const whole = await everythingKept()
    await given.close()
    given = await givenState()
    store = given.store
    for (const one of times) await keep(await restarted(), [said(one)])
    expect(await everythingKept()).toEqual(whole)
  })

  test('moves what lay in an incident that turned out to be about the same thing', async () => {
    const thing = 'pump' as AssetId
    const [host, address] = [
      { kind: 'host', value: 'pump-07' },
      { kind: 'address', value: '10.20.0.7' },
    ] as const
    const of = (id: string, about: Observable, minutes: number, known: boolean): Said => {
      const one = said({ id, about, time: morning + minutes * minute })
      return known ? { ...one, finding: { ...one.finding, thing } } : one
    }
    await keep(incidentStage(), [of('a', host, 0, false), of('b', address, 1, false)])
    const { statements } = await keep(await restarted(), [of('c', host, 2, true), of('d', address, 3, true)])
    await store.transact(statements)
    const found = async (id: string) =>
      (await findingsOf(store, everything, id, { limit: 9 })).findings.map((one) => one.id).sort()
    expect([await found('INC-1'), await found('INC-2')]).toEqual([['a', 'b', 'c', 'd'], []])
    expect(await incidentById(store, everything, 'INC-2')).toMatchObject({ into: 'INC-1' })
    const { incidents } = await listIncidents(store, everything, page)
    expect(incidents).toMatchObject([{ id: 'INC-1', findings: 4, merged: ['INC-2'] }])
    expect((await openIncidentsAbout(store, everything, address, morning)).map(({ id }) => id)).toEqual(['INC-1'])
    // What is gone stays gone over a restart.
    expect((await keep(await restarted(), [of('e', address, 5, false)])).changed.map(({ id }) => id)).toEqual(['INC-1'])
  })

  test('is read back by load where a transaction failed', async () => {
    const stage = incidentStage()
    await keep(stage, [said({ id: 'a' })])
    stage.group([said({ id: 'b' })]) // never written
    await stage.load(store)
    await keep(stage, [said({ id: 'b' })])
    expect((await incidentById(store, everything, 'INC-1'))?.findings).toBe(2)
  })

  test('puts into the outbox that an incident opened, and each time it grew', async () => {
    const severities = ['low', 'low', 'high', 'medium', 'critical'] as const
    for (const [at, severity] of severities.entries()) {
      await keep(await restarted(), [said({ id: `f${at}`, severity, time: morning + at })])
    }
    const rows = await outboxAfter(store, everything, 0, 10)
    expect(rows.map(({ id, kind }) => [id, kind])).toEqual([
      ['INC-1:opened', 'incident-opened'],
      ['INC-1:grew:high', 'incident-grew'],
      ['INC-1:grew:critical', 'incident-grew'],
    ])
    expect((await outboxAfter(store, everything, rows[0]?.n ?? 0, 10)).map(({ id }) => id)).toEqual(
      rows.slice(1).map(({ id }) => id),
    )
  })

  async function everythingKept() {
    const { incidents } = await listIncidents(store, everything, page)
    const findings: Finding[] = []
    for (const { id } of incidents) findings.push(...(await findingsOf(store, everything, id, { limit: 100 })).findings)
    return { incidents, findings, outbox: await outboxAfter(store, everything, 0, 100) }
  }
})

describe('the list of incidents', () => {
  beforeEach(async () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const severities = ['low', 'critical', 'medium', 'low', 'critical', 'info', 'high'] as const
    await keep(
      incidentStage(),
      hosts.map((value, at) =>
        said({
          id: value,
          about: { kind: 'host', value },
          severity: severities[at] ?? 'info',
          time: morning + Math.floor(at / 2) * hour, // two share a time each
          realm: value === 'g' ? 'exercise' : 'real',
        }),
      ),
    )
  })

  test.each([
    ['newest', ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
    ['gravest', ['e', 'b', 'g', 'c', 'd', 'a', 'f']],
  ] as const)('comes %s first, every incident once, whatever the size of a page', async (order, hosts) => {
    for (const limit of [1, 2, 3, 7, 50]) {
      const seen: (string | undefined)[] = []
      let next: string | undefined
      do {
        const after = next === undefined ? undefined : parseCursor(next)
        const read = await listIncidents(store, everything, { order, after, limit, now: morning })
        seen.push(...read.incidents.map(({ about }) => about?.value))
        next = read.next
      } while (next !== undefined)
      expect(seen).toEqual(hosts)
    }
  })

  test('is narrowed by realm, severity and whether findings can still join', async () => {
    const list = async (but: object) =>
      (await listIncidents(store, everything, { ...page, ...but })).incidents.map(({ about }) => about?.value)
    expect(await list({ realm: 'exercise' })).toEqual(['g'])
    expect(await list({ minSeverity: 'high' })).toEqual(['g', 'e', 'b'])
    expect(await list({ status: 'open', now: morning + 26 * hour })).toEqual(['g', 'f', 'e'])
    expect(await list({ status: 'settled', now: morning + 26 * hour })).toEqual(['d', 'c', 'b', 'a'])
  })

  test('is counted by severity', async () => {
    expect(await countsBySeverity(store, everything, { realm: 'real' })).toEqual({
      info: 1,
      low: 2,
      medium: 1,
      high: 0,
      critical: 2,
    })
    expect((await countsBySeverity(store, everything, { since: morning + 3 * hour })).high).toBe(1)
  })

  test('pages the findings of one incident', async () => {
    const stage = await restarted()
    await keep(
      stage,
      Array.from({ length: 9 }, (_, at) =>
        said({ id: `n${at}`, about: { kind: 'host', value: 'n' }, time: morning + at }),
      ),
    )
    const { incidents } = await listIncidents(store, everything, { ...page, limit: 500 })
    const id = incidents.find(({ about }) => about?.value === 'n')?.id ?? ''
    const first = await findingsOf(store, everything, id, { limit: 4 })
    const second = await findingsOf(store, everything, id, { limit: 4, after: first.next })
    const third = await findingsOf(store, everything, id, { limit: 4, after: second.next })
    expect([...first.findings, ...second.findings, ...third.findings].map((one) => one.id)).toEqual([
      'n8',
      'n7',
      'n6',
      'n5',
      'n4',
      'n3',
      'n2',
      'n1',
      'n0',
    ])
    expect(third.next).toBeUndefined()
  })
})

describe('for any findings', () => {
  const finding = fc.record({
    at: fc.nat(300),
    host: fc.constantFrom('a', 'b', 'c'),
    severity: fc.constantFrom(...severities),
  })

  test.prop(
    [fc.array(finding, { maxLength: 60 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 })],
    { numRuns: 30 },
  )('the same is written, however they are split into batches', (all, sizes) => {
    const stream = all.map(({ at, host, severity }, n) =>
      said({ id: `f${n}`, time: morning + at * minute, about: { kind: 'host', value: host }, severity }),
    )
    expect(written(batches(stream, sizes))).toEqual(written([stream]))
  })

  /** The last write of each incident, and every other row in order. */
  function written(all: readonly (readonly Said[])[]) {
    const stage = incidentStage()
    const statements = all.flatMap((batch) => stage.group(batch).statements)
    const rows = statements.filter(({ sql }) => !sql.includes('"incident"') && !sql.includes('"watch_sequence"'))
    const incidents = new Map(
      statements.filter(({ sql }) => sql.includes('"incident"')).map(({ parameters }) => [parameters[0], parameters]),
    )
    const of = (table: string) =>
      rows.filter(({ sql }) => sql.includes(`"${table}"`)).map(({ parameters }) => parameters)
    return { incidents, findings: of('finding'), frames: of('evidence_frame'), outbox: of('outbox') }
  }

  function batches(stream: readonly Said[], sizes: readonly number[]): Said[][] {
    const split: Said[][] = []
    for (let from = 0; from < stream.length; from += split.at(-1)?.length ?? 1) {
      split.push(stream.slice(from, from + (sizes[split.length % sizes.length] ?? 1)))
    }
    return split
  }
})

describe('a cursor', () => {
  test.each(['', '5~1~1', '1~x~1', '1~1', "1~1~1' or 1=1", '1~1~1~1'])('%j is none', (text) => {
    expect(parseCursor(text)).toBeUndefined()
  })
})
