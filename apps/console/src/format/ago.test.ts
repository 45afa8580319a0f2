import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { ago } from './ago.ts'

const minute = 60_000
const now = Date.UTC(2026, 10, 22, 3, 14)

test('the distance is said in the one unit that a reader wants', () => {
  expect(ago(now - 20_000, now)).toEqual({ unit: 'now' })
  expect(ago(now - 27 * minute, now)).toEqual({ unit: 'minutes', n: 27 })
  expect(ago(now - 72 * minute, now)).toEqual({ unit: 'hours', n: 1, rest: '12' })
  expect(ago(now - 125 * minute, now)).toEqual({ unit: 'hours', n: 2, rest: '05' })
  expect(ago(now - 3 * 24 * 60 * minute, now)).toEqual({ unit: 'days', n: 3 })
  expect(ago(now - 7 * 366 * 24 * 60 * minute, now)).toEqual({ unit: 'years', n: 7 })
})

test('a clock that runs a little ahead is still now, and one far ahead is said', () => {
  expect(ago(now + 30_000, now)).toEqual({ unit: 'now' })
  expect(ago(now + 10 * minute, now)).toEqual({ unit: 'ahead' })
})

test.prop([fc.double({ noNaN: true, min: 0, max: 4e12 })])('no figure is ever below one', (passed) => {
  const said = ago(now - passed, now)
  expect('n' in said ? said.n : 1).toBeGreaterThanOrEqual(1)
})
