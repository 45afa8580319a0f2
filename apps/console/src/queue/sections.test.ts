import { severities } from '@tocsin/event'
import { expect, test } from 'vitest'
import { incidentWith } from './incident.fixture.ts'
import { belongs, countOf, filterOf, sections } from './sections.ts'

test('every severity is of exactly one group', () => {
  expect(sections.flatMap((section) => section.severities).toSorted()).toEqual(severities.toSorted())
})

test('the address becomes what the API is asked', () => {
  expect(filterOf({})).toEqual({ order: 'gravest', work: 'open' })
  expect(filterOf({ view: 'urgent', realm: 'sample', work: 'closed' })).toEqual({
    order: 'gravest',
    severity: 'high',
    realm: 'sample',
    work: 'closed',
  })
  expect(filterOf({ view: 'newest', work: 'all' })).toEqual({ order: 'newest' })
})

test('what the live stream tells passes the same filters', () => {
  const incident = incidentWith(7, { severity: 'low', realm: 'replay' })
  expect(belongs(incident, {})).toBe(true)
  expect(belongs(incident, { view: 'urgent' })).toBe(false)
  expect(belongs(incident, { realm: 'real' })).toBe(false)
  expect(belongs(incident, { about: 'HOST-7' })).toBe(true)
  expect(belongs(incident, { about: 'a rule' })).toBe(true)
  expect(belongs({ ...incident, about: undefined }, { about: 'host-7' })).toBe(false)
})

test('a group counts its severities', () => {
  const counts = { info: 1, low: 2, medium: 4, high: 8, critical: 16 }
  expect(sections.map((section) => countOf(section, counts))).toEqual([24, 4, 3])
})
