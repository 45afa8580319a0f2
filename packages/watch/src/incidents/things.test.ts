import { fc, test } from '@fast-check/vitest'
import type { Finding } from '@tocsin/event'
import type { AssetId, IncidentId, Observable } from '@tocsin/kit'
import { describe, expect } from 'vitest'
import { givenFinding, hour, minute, morning } from '../given.fixture.ts'
import { group, keysOf, openIncidents } from './grouping.ts'

const host: Observable = { kind: 'host', value: 'pump-07' }
const address: Observable = { kind: 'address', value: '10.20.0.7' }
const card: Observable = { kind: 'device', value: '02:00:00:00:00:07' }

function said(about: Observable, minutes: number, thing?: string, but: Partial<Finding> = {}): Finding {
  const finding = givenFinding({ id: `${about.value}-${minutes}`, about, time: morning + minutes * minute })
  return { ...finding, ...(thing === undefined ? {} : { thing: thing as AssetId }), ...but }
}

function run(findings: readonly Finding[], open = openIncidents()) {
  return findings.map((finding) => group(open, finding))
}

const ids = (findings: readonly Finding[]) => run(findings).map(({ into }) => into.incident.id)

describe('two names of one thing', () => {
  test('open one incident, which says the thing and both names', () => {
    const changes = run([said(host, 0, 'pump'), said(address, 5, 'pump'), said(card, 9, 'pump')])
    expect(changes.map(({ into }) => into.incident.id)).toEqual(['INC-1', 'INC-1', 'INC-1'])
    expect(changes.at(-1)?.into.incident).toMatchObject({ about: host, thing: 'pump', names: [address, card] })
  })

  test('of which nobody knows that they are of one thing open two', () => {
    expect(ids([said(host, 0), said(address, 5)])).toEqual(['INC-1', 'INC-2'])
  })

  test('are one for a name of which nothing is known any more, while its incident is open', () => {
    expect(ids([said(host, 0, 'pump'), said(address, 5, 'pump'), said(address, 9)])).toEqual([
      'INC-1',
      'INC-1',
      'INC-1',
    ])
  })

  test('an address that went on to another thing takes no incident along', () => {
    expect(ids([said(address, 0, 'pump'), said(address, 5, 'laptop'), said(host, 9, 'pump')])).toEqual([
      'INC-1',
      'INC-2',
      'INC-1',
    ])
  })

  test('never meet over realms, in declared work, or in what a person opened', () => {
    const work = { work: { order: 'w-1', name: 'J-1', act: 'command' } } as const
    const hand = { detector: { ...said(host, 0).detector, kind: 'person' } } as const
    const all = [
      said(host, 0, 'pump'),
      said(address, 1, 'pump', { realm: 'exercise' }),
      said(address, 2, 'pump', work),
      said(address, 3, 'pump', hand),
    ]
    expect(new Set(ids(all)).size).toBe(4)
  })
})

describe('two open incidents that turn out to be about one thing', () => {
  const early = said(host, 0, undefined, { severity: 'low', techniques: [{ id: 'T1021' }] })
  const later = said(address, 3, undefined, { severity: 'critical', techniques: [{ id: 'T0855' }] })

  test('are one from the first finding on that says so: the older stays, with all that the other held', () => {
    const changes = run([early, later, said(host, 6, 'pump'), said(address, 8, 'pump')])
    expect(changes.map(({ into }) => into.incident.id)).toEqual(['INC-1', 'INC-2', 'INC-1', 'INC-1'])
    const last = changes.at(-1)
    expect(last?.kind).toBe('grew')
    expect(last?.into.incident).toMatchObject({
      ...{ thing: 'pump', about: host, names: [address], merged: ['INC-2'], severity: 'critical', findings: 4 },
      techniques: [{ id: 'T1021' }, { id: 'T0855' }],
      ...{ first: morning, last: morning + 8 * minute },
    })
    expect(last?.merged?.incident).toMatchObject({ id: 'INC-2', into: 'INC-1' })
    expect(last?.merged?.incident.story.en).toMatch(/^Turned out to be about what INC-1 is about/)
  })

  test('stay two where one would be longer than a day', () => {
    const head = Array.from({ length: 49 }, (_, at) => said(host, at * 29, 'pump'))
    const tail = [said(address, 1430, undefined), said(address, 1445, 'pump')]
    const found = run([...head, ...tail])
    expect(found.every(({ merged }) => merged === undefined)).toBe(true)
    expect(found.at(-1)?.into.incident.last).toBeLessThanOrEqual(morning + 24 * hour + minute * 5)
  })

  test('an owner’s answer to the one that went finds the other', () => {
    const open = openIncidents()
    run([early, later, said(host, 6, 'pump'), said(address, 8, 'pump')], open)
    const answer = { ...givenFinding({ id: 'answer', time: morning + hour }) }
    const answers = { incident: 'INC-2' as IncidentId, answer: 'not-me' } as const
    expect(group(open, { ...answer, answers }).into.incident.id).toBe('INC-1')
  })
})

const names = ['a', 'b', 'c', 'd'].map((value): Observable => ({ kind: 'host', value }))
const one = fc.record({
  at: fc.nat(200),
  name: fc.constantFrom(...names),
  // Two things with two names each; now and then nobody knows whose a name is.
  known: fc.boolean(),
})
const thingOf = (name: Observable) => (name.value === 'a' || name.value === 'b' ? 'ab' : 'cd')
const stream = (all: readonly { at: number; name: Observable; known: boolean }[]) =>
  all.map(({ at, name, known }, n) => ({
    ...said(name, at, known ? thingOf(name) : undefined),
    id: `f${n}` as Finding['id'],
  }))

describe('for any findings', () => {
  test.prop([fc.array(one, { maxLength: 60 })])(
    'each counts in one incident, and no incident has two things',
    (all) => {
      const open = openIncidents()
      const holds = new Map<string, string[]>()
      for (const { finding, into, merged } of run(stream(all), open)) {
        const moved = merged === undefined ? [] : (holds.get(merged.incident.id) ?? [])
        if (merged !== undefined) holds.delete(merged.incident.id)
        holds.set(into.incident.id, [...(holds.get(into.incident.id) ?? []), ...moved, finding.id])
      }
      for (const { incident } of open.byNumber.values()) {
        expect(holds.get(incident.id)).toHaveLength(incident.findings)
        const things = new Set([incident.about, ...(incident.names ?? [])].map((name) => thingOf(name ?? host)))
        expect(things.size).toBe(1)
        expect(incident.last - incident.first).toBeLessThanOrEqual(24 * hour)
      }
      expect([...holds.values()].flat().sort()).toEqual(
        stream(all)
          .map(({ id }) => id)
          .sort(),
      )
    },
  )

  test.prop([fc.array(one, { maxLength: 60 }), fc.nat(60)])('memory that is read back goes on the same', (all, cut) => {
    const findings = stream(all)
    const whole = run(findings).map(({ into }) => into.incident)
    const before = openIncidents()
    const head = run(findings.slice(0, cut), before).map(({ into }) => into.incident)
    const kept = JSON.parse(JSON.stringify([...before.byNumber.values()]))
    const tail = run(findings.slice(cut), openIncidents(kept, before.next)).map(({ into }) => into.incident)
    expect([...head, ...tail]).toEqual(whole)
  })

  test.prop([fc.array(one, { maxLength: 60 })])('what leads to incidents is exactly what they are known by', (all) => {
    const open = openIncidents()
    run(stream(all), open)
    const expected = [...open.byNumber.values()].flatMap((each) => keysOf(each).map((key) => `${key} ${each.n}`))
    const found = [...open.byGroup].flatMap(([key, numbers]) => numbers.map((n) => `${key} ${n}`))
    expect(found.sort()).toEqual(expected.sort())
  })
})
