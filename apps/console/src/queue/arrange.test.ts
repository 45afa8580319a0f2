import { fc, test } from '@fast-check/vitest'
import { severities } from '@tocsin/event'
import { expect } from 'vitest'
import { arrange, fresh, hearOf } from './arrange.ts'
import { incidentWith } from './incident.fixture.ts'

const all = () => true
const incident = fc
  .record({
    n: fc.integer({ min: 1, max: 12 }),
    last: fc.integer({ min: 0, max: 50 }),
    findings: fc.integer({ min: 1, max: 9 }),
    severity: fc.constantFrom(...severities),
  })
  .map(({ n, ...some }) => incidentWith(n, some))

test('what was told takes the place of what was read', () => {
  const told = hearOf(new Map(), [incidentWith(1, { findings: 4, severity: 'critical', last: 90 })])
  const rows = arrange([incidentWith(2, { severity: 'high', last: 80 }), incidentWith(1)], told, 'gravest', all)
  expect(rows.map(({ id, findings }) => [id, findings])).toEqual([
    ['INC-1', 4],
    ['INC-2', 1],
  ])
})

test('a page that was read later is newer than what was told before', () => {
  const told = hearOf(new Map(), [incidentWith(1, { findings: 2 })])
  expect(arrange([incidentWith(1, { findings: 5 })], told, 'newest', all)[0]?.findings).toBe(5)
})

test('of two that ended together the one with the higher number comes first', () => {
  const rows = arrange([incidentWith(9, { last: 5 }), incidentWith(10, { last: 5 })], new Map(), 'newest', all)
  expect(rows.map(({ id }) => id)).toEqual(['INC-10', 'INC-9'])
})

test('what waits is counted apart: new ones, and ones that changed', () => {
  expect(fresh([incidentWith(1), incidentWith(2)], new Set([incidentWith(1).id]))).toEqual({ added: 1, changed: 1 })
})

test.prop([fc.array(incident), fc.array(incident)])(
  'each incident stands once, in order, in its newest state',
  (pages, news) => {
    const rows = arrange(pages, hearOf(new Map(), news), 'gravest', all)
    const known = [...pages, ...news]
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(known.map(({ id }) => id)))
    for (const row of rows) {
      expect(row.findings).toBe(Math.max(...known.filter(({ id }) => id === row.id).map(({ findings }) => findings)))
    }
    const ranks = rows.map(({ severity }) => severities.indexOf(severity))
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
  },
)
