import { expect, test } from 'vitest'
import { bucketsOf, step } from './buckets.ts'
import { incidentWith } from './incident.fixture.ts'
import { marksOf } from './strip-marks.ts'

test('buckets stand in the order of time, within their span', () => {
  const rows = [
    { key0: 2 * step, measure0: 5 },
    { key0: step, measure0: 3 },
    { key0: 99 * step, measure0: 1 },
    { key0: null, measure0: null },
  ]
  expect(bucketsOf(rows, 0, 10 * step)).toEqual([
    { start: step, count: 3 },
    { start: 2 * step, count: 5 },
  ])
})

test('of incidents that would lie on each other the worst is drawn', () => {
  const incidents = [incidentWith(1, { severity: 'low' }), incidentWith(2, { severity: 'critical' })]
  expect(marksOf(incidents, () => 100)).toEqual([{ severity: 'critical', x: 96 }])
})

test('in a crowd only grave ones are drawn', () => {
  const incidents = Array.from({ length: 60 }, (_, n) => incidentWith(n, { severity: n === 30 ? 'high' : 'medium' }))
  expect(marksOf(incidents, (time) => time * 20)).toEqual([{ severity: 'high', x: 608 }])
})
