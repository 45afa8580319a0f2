import { fc, test } from '@fast-check/vitest'
import { type Finding, realms, severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { describe, expect } from 'vitest'
import { french, givenFinding, hour, minute, morning } from '../given.fixture.ts'
import { closes, group, groupingLimits, groupOf, type OpenIncidents, openIncidents } from './grouping.ts'

function groupAll(findings: readonly Finding[], open: OpenIncidents = openIncidents()): string[] {
  return findings.map((finding) => group(open, finding).into.incident.id)
}

describe('a finding joins an incident', () => {
  test('of the same host within half an hour after its last finding', () => {
    const times = [0, 29, 58, 87].map((at) => givenFinding({ time: morning + at * minute }))
    expect(groupAll(times)).toEqual(['INC-1', 'INC-1', 'INC-1', 'INC-1'])
  })

  test('and opens another one when half an hour has passed', () => {
    const times = [0, 31].map((at) => givenFinding({ time: morning + at * minute }))
    expect(groupAll(times)).toEqual(['INC-1', 'INC-2'])
  })

  test('when it comes late, and widens it to the front', () => {
    const open = openIncidents()
    group(open, givenFinding({ time: morning + 20 * minute }))
    const { into } = group(open, givenFinding({ time: morning, said: morning + 3 * hour }))
    expect(into.incident.id).toBe('INC-1')
    expect([into.incident.first, into.incident.last]).toEqual([morning, morning + 20 * minute])
  })

  test('the youngest of two that both fit', () => {
    const open = openIncidents()
    group(open, givenFinding({ time: morning }))
    group(open, givenFinding({ time: morning + 50 * minute }))
    expect(group(open, givenFinding({ time: morning + 25 * minute })).into.incident.id).toBe('INC-2')
  })

  test('but never makes one longer than a day', () => {
    const times = Array.from({ length: 60 }, (_, at) => givenFinding({ time: morning + at * 25 * minute }))
    const ids = groupAll(times)
    expect(new Set(ids)).toEqual(new Set(['INC-1', 'INC-2']))
    expect(ids.filter((id) => id === 'INC-1')).toHaveLength(58) // 57 gaps of 25 min are 23 h 45 min
  })

  test('of its own realm only', () => {
    const two = (['real', 'exercise'] as const).map((realm) => givenFinding({ realm }))
    expect(groupAll(two)).toEqual(['INC-1', 'INC-2'])
  })

  test('by its detector where it names nobody', () => {
    const ids = ['a', 'b', 'a'].map((detector) => givenFinding({ detector, about: 'nobody' }))
    expect(groupAll(ids)).toEqual(['INC-1', 'INC-2', 'INC-1'])
  })
})

describe('an incident', () => {
  test('takes the severity of its worst finding, and says when that rises', () => {
    const open = openIncidents()
    const kinds = (['low', 'low', 'high', 'medium', 'critical'] as const).map(
      (severity, at) => group(open, givenFinding({ severity, time: morning + at })).kind,
    )
    expect(kinds).toEqual(['opened', 'joined', 'grew', 'joined', 'grew'])
  })

  test('names its detectors, the worst first, with how often each spoke', () => {
    const open = openIncidents()
    group(open, givenFinding({ title: 'Port scan', severity: 'low' }))
    group(open, givenFinding({ title: 'Port scan', severity: 'low', time: morning + 1 }))
    const { into } = group(open, givenFinding({ title: 'Log cleared', severity: 'high', time: morning + 12 * minute }))
    expect(into.incident.detectors.map(({ title, count }) => [title, count])).toEqual([
      ['Log cleared', 1],
      ['Port scan', 2],
    ])
    expect(into.incident.story.en).toBe('“Log cleared” and 2 other findings on gw-01.example.org in 12 min.')
    expect(into.incident.story.fr).toBe(french('«_Log cleared_» et 2 autres constats sur gw-01.example.org en 12_min.'))
  })

  test('keeps the newest finding ids and counts them all', () => {
    const open = openIncidents()
    for (let at = 0; at < 50; at++) group(open, givenFinding({ id: `f${at}`, time: morning + at }))
    const [one] = open.byNumber.values()
    expect(one?.incident.findings).toBe(50)
    expect(one?.incident.latest).toHaveLength(20)
    expect(one?.incident.latest.at(-1)).toBe('f49')
  })
})

describe('memory', () => {
  test('is freed when stream time has left an incident behind', () => {
    const open = openIncidents()
    group(open, givenFinding({ about: { kind: 'host', value: 'a' } }))
    group(open, givenFinding({ about: { kind: 'host', value: 'b' }, time: morning + 48 * hour }))
    expect([...open.byNumber.keys()]).toEqual([2])
    expect(open.forgotten).toBe(0)
  })

  test('is bounded: the stalest leaves first and is counted', () => {
    const open = openIncidents([], 1, { ...groupingLimits, open: 10 })
    for (let at = 0; at < 25; at++) group(open, givenFinding({ about: { kind: 'host', value: `h${at}` } }))
    expect(open.byNumber.size).toBe(10)
    expect(open.byGroup.size).toBe(10)
    expect(open.forgotten).toBe(15)
  })

  test('of one group is bounded too', () => {
    const open = openIncidents()
    for (let at = 0; at < 400; at++) group(open, givenFinding({ time: morning + at * hour, said: morning }))
    expect(open.byNumber.size).toBe(256)
    expect(open.forgotten).toBe(144)
  })
})

const someFinding = fc.record({
  at: fc.integer({ min: 0, max: 40 * 60 }),
  late: fc.integer({ min: 0, max: 26 * 60 }),
  host: fc.constantFrom('a', 'b', 'nobody'),
  realm: fc.constantFrom(...realms),
  severity: fc.constantFrom(...severities),
  detector: fc.constantFrom('d1', 'd2', 'd3'),
})

/** Findings in the order of stream time. */
const stream = fc.array(someFinding, { maxLength: 120 }).map((all) =>
  all
    .map((one) => ({ ...one, said: one.at + one.late }))
    .sort((a, b) => a.said - b.said)
    .map(({ at, said, host, realm, severity, detector }, n) =>
      givenFinding({
        id: `f${n}`,
        time: morning + at * minute,
        said: morning + said * minute,
        about: host === 'nobody' ? 'nobody' : { kind: 'host', value: host },
        realm,
        severity,
        detector,
      }),
    ),
)

describe('for any stream of findings', () => {
  test.prop([stream])(
    'an incident has one realm and one observable, no gap over 30 min and no span over 24 h',
    (all) => {
      const open = openIncidents()
      const members = new Map<string, Finding[]>()
      for (const finding of all) {
        const { incident } = group(open, finding).into
        members.set(incident.id, [...(members.get(incident.id) ?? []), finding])
      }
      for (const findings of members.values()) {
        expect(new Set(findings.map(groupOf)).size).toBe(1)
        const times = findings.map(({ time }) => time).sort((a, b) => a - b)
        for (let at = 1; at < times.length; at++) {
          expect((times[at] ?? 0) - (times[at - 1] ?? 0)).toBeLessThanOrEqual(groupingLimits.gap)
        }
        expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(groupingLimits.span)
      }
    },
  )

  test.prop([stream])('the incident says what its findings say', (all) => {
    const open = openIncidents()
    const last = new Map(all.map((finding) => [finding, group(open, finding).into.incident.id]))
    for (const { incident } of open.byNumber.values()) {
      const own = all.filter((finding) => last.get(finding) === incident.id)
      expect(incident.findings).toBe(own.length)
      expect(incident.first).toBe(Math.min(...own.map(({ time }) => time)))
      expect(incident.last).toBe(Math.max(...own.map(({ time }) => time)))
      const worst = Math.max(...own.map(({ severity }) => severities.indexOf(severity)))
      expect(incident.severity).toBe(severities[worst])
    }
  })

  test.prop([stream, fc.nat(120)])('a restart in the middle changes nothing', (all, cut) => {
    const whole = groupAll(all)
    const before = openIncidents()
    const head = groupAll(all.slice(0, cut), before)
    // What the tables give back: of each realm, the incidents that its stream time has not left behind.
    const kept = [...before.byNumber.values()].filter(
      (one) => closes(one) >= (before.streamTime.get(one.incident.realm) ?? 0),
    )
    const after = openIncidents(JSON.parse(JSON.stringify(kept)), before.next)
    expect([...head, ...groupAll(all.slice(cut), after)]).toEqual(whole)
  })
})

describe('what is part of declared work', () => {
  const work = { order: 'work-1', name: 'J-112', act: 'command' } as const
  const at = (minutes: number) => ({ ...givenFinding({ time: morning + minutes * minute, severity: 'high' }), work })
  const answered = (answer: 'yes' | 'not-me', severity: 'info' | 'critical') => ({
    ...givenFinding({ time: morning + 9 * hour, severity, detector: 'tocsin:owner' }),
    answers: { incident: 'INC-1' as IncidentId, answer },
  })

  test('lies in one incident of its order, however long the work takes, and apart from what is not', () => {
    const open = openIncidents()
    const [one, two, outside] = [at(0), at(300), givenFinding({ time: morning + minute })].map(
      (finding) => group(open, finding).into.incident,
    )
    expect([one?.id, two?.id, outside?.id]).toEqual(['INC-1', 'INC-1', 'INC-2'])
    expect(two?.work).toEqual({ order: 'work-1', name: 'J-112' })
    expect(two?.story.en).toMatch(/^Part of work J-112: /)
    expect(two?.story.fr).toContain(french('Dans l’intervention J-112_: '))
    expect(outside?.work).toBeUndefined()
  })

  test('unfolds when the owner says that it was not them, graver, and stays in its time', () => {
    const open = openIncidents()
    group(open, at(0))
    expect(group(open, answered('yes', 'info'))).toMatchObject({
      kind: 'joined',
      into: { incident: { work: { order: 'work-1' } } },
    })
    const { kind, into } = group(open, answered('not-me', 'critical'))
    expect([kind, into.incident.severity, into.incident.work]).toEqual(['grew', 'critical', undefined])
    expect([into.incident.last, into.incident.sources]).toEqual([morning, ['windows']])
    // What comes of it later is no longer folded either.
    expect(group(open, at(30)).into.incident).toMatchObject({ id: 'INC-1' })
    expect(group(open, at(31)).into.incident.work).toBeUndefined()
  })
})
