import { expect, test } from 'vitest'
import { sourceRows } from './source-rows.ts'

const pumps = { source: 'pumps', department: 'Water', rawDays: 3, columnDays: null, personal: 'names' } as const

test('sources that spoke stand beside those of which something was decided, and Tocsin’s own do not', () => {
  const heard = [
    { source: 'tocsin/access', last: 9 },
    { source: 'pumps', last: 7 },
    { source: 'gate', last: 0 },
  ]
  expect(sourceRows([pumps, { ...pumps, source: 'old' }], heard)).toEqual([
    { source: 'gate', department: null, rawDays: null, columnDays: null, personal: 'names', decided: false },
    { ...pumps, source: 'old', decided: true },
    { ...pumps, decided: true, last: 7 },
  ])
})
