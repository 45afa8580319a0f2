import { expect, test } from 'vitest'
import { dateIn } from './date-in.ts'

test('a date field is given the day here, also over the end of a year', () => {
  const now = new Date(2026, 11, 30, 12).getTime()
  expect(dateIn(0, now)).toBe('2026-12-30')
  expect(dateIn(3, now)).toBe('2027-01-02')
})
