import { expect, test } from 'vitest'
import { weekRows } from './week-rows.ts'

const none = new Array<number | null>(168).fill(null)
const week = {
  usual: none.map((_, slot) => (slot === 0 ? 100 : slot === 167 ? 2000 : null)),
  actual: none.map((_, slot) => (slot === 0 ? 19 : slot === 167 ? 2100 : slot === 5 ? 7 : null)),
  now: { slot: 5, events: 3, whole: true },
}

test('Monday 00:00 UTC stands where the reader has it, around the end of the week too', () => {
  expect(weekRows(week, 0, null)[0]).toEqual({ day: 0, hour: 0, usual: 100, actual: 19, outside: true, now: false })
  expect(weekRows(week, 120, null)[2]).toMatchObject({ day: 0, hour: 2, actual: 19 })
  expect(weekRows(week, 120, null)[1]).toMatchObject({ actual: 2100, outside: false })
  expect(weekRows(week, -60, null)[167]).toMatchObject({ day: 6, hour: 23, actual: 19 })
})

test('the hour under way is not held against the usual, and what was declared goes before what was learnt', () => {
  expect(weekRows(week, 0, null)[5]).toMatchObject({ actual: null, now: true, outside: false })
  expect(weekRows(week, 0, 90)[0]).toMatchObject({ usual: 90, outside: false })
  expect(weekRows(week, 0, 100)[3]).toMatchObject({ usual: 100, actual: null })
})
