import { fc, test } from '@fast-check/vitest'
import { origins } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { givenEvent, hour, morning } from '../given.fixture.ts'
import { aHit, aRule } from '../given-rule.fixture.ts'
import { confidence, correlationFinding, findingOf, type SeenEvent, severityOf } from './finding.ts'

describe('the finding of a rule', () => {
  test('carries the rule, whom it is about and its one event', () => {
    const finding = findingOf(aRule({ level: 'informational', techniques: ['T1059.001'] }), [], givenEvent(7, {}))
    expect(finding).toMatchObject({
      detector: { kind: 'sigma', id: 'r-1', title: 'Odd command' },
      severity: 'info',
      confidence: 0.7,
      techniques: [{ id: 'T1059.001', name: 'PowerShell' }],
      realm: 'real',
      observables: [{ kind: 'host', value: 'gw-01.example.org' }],
      evidence: [{ event: '3.7.0', source: 'windows' }],
      events: 1,
    })
  })

  test('stands at the time that the source states, or where that cannot be believed when it was received', () => {
    const skewed = givenEvent(1, {}, { time: morning - 400 * 24 * hour, timeQuality: 'skewed' })
    expect(findingOf(aRule(), [], skewed).time).toBe(skewed.received)
    expect(findingOf(aRule(), [], givenEvent(1, {})).time).toBe(morning + 1000)
  })

  test('has an id of 32 hexadecimal digits, the same for the same rule and event, another for another', () => {
    const id = (offset: number, version = 'v1') => findingOf(aRule({ version }), [], givenEvent(offset, {})).id
    expect(id(1)).toMatch(/^[0-9a-f]{32}$/)
    expect(id(1)).toBe(id(1))
    expect(new Set([id(1), id(2), id(1, 'v2')]).size).toBe(3)
    const exercise = findingOf(aRule(), [], givenEvent(1, {}, { realm: 'exercise' })).id
    expect(exercise).not.toBe(id(1))
  })

  test('keeps its id, whatever else is known of the event', () => {
    const one = findingOf(aRule(), [], givenEvent(1, { a: 1 }))
    const other = findingOf(aRule(), [], givenEvent(1, { b: 2 }, { observables: [], received: morning + hour }))
    expect(other.id).toBe(one.id)
  })
})

describe('confidence', () => {
  test.prop([fc.option(fc.string(), { nil: undefined }), fc.constantFrom(...origins)])(
    'is never surer than the origin allows',
    (status, origin) => {
      const sure = confidence(status, origin)
      expect(sure).toBeGreaterThan(0)
      expect(sure).toBeLessThanOrEqual({ claimed: 0.5, address: 0.7, proven: 1 }[origin])
    },
  )

  test('follows the maturity that the author states', () => {
    const sure = ['stable', 'Test', 'experimental', undefined].map((status) => confidence(status, 'proven'))
    expect(sure).toEqual([0.9, 0.7, 0.5, 0.5])
  })

  test('severity takes the words of Sigma', () => {
    expect((['informational', 'low', 'critical'] as const).map(severityOf)).toEqual(['info', 'low', 'critical'])
  })
})

describe('the finding of a correlation', () => {
  const seen = (event: string, but: Partial<SeenEvent> = {}): SeenEvent => ({
    event,
    time: morning,
    source: 'windows',
    origin: 'claimed',
    observables: [
      { kind: 'host', value: 'gw-01' },
      { kind: 'address', value: '198.51.100.7' },
    ],
    matched: [],
    ...but,
  })
  const events = new Map([
    ['3.1.0', seen('3.1.0')],
    ['3.2.0', seen('3.2.0', { origin: 'address' })],
  ])

  test('is first about what the correlation groups by', () => {
    const finding = correlationFinding(aHit(), 'real', events, morning)
    expect(finding.observables.map(({ value }) => value)).toEqual(['198.51.100.7', 'gw-01'])
    expect(finding.reason.en).toMatch(/^Address 198\.51\.100\.7, “Many failed sign-ins”: 31 events/)
  })

  test('is as sure as its best origin allows, and counts all its events', () => {
    const finding = correlationFinding(aHit(), 'real', events, morning)
    expect([finding.origin, finding.confidence, finding.events]).toEqual(['address', 0.7, 31])
  })

  test('names events whose evidence left memory, without what it no longer knows', () => {
    const finding = correlationFinding(aHit(), 'real', new Map([...events].slice(1)), morning)
    expect(finding.evidence.map(({ event, source }) => [event, source])).toEqual([
      ['3.1.0', ''],
      ['3.2.0', 'windows'],
    ])
    expect(finding.id).toBe(correlationFinding(aHit(), 'real', events, morning).id)
  })

  test('has another id for another group, window or realm', () => {
    const id = (hit = aHit(), realm: 'real' | 'exercise' = 'real') => correlationFinding(hit, realm, events, 0).id
    const others = [aHit({ group: [['IpAddress', '198.51.100.8']] }), aHit({ first: morning - 1 })].map((hit) =>
      id(hit),
    )
    expect(new Set([id(), ...others, id(aHit(), 'exercise')]).size).toBe(4)
  })
})
