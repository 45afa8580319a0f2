import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { barsOf } from './bars.ts'

test('a bar is as long as its measure; what is not there has none', () => {
  const rows = [{ measure0: 10 }, { measure0: 40 }, { measure0: null }, { measure0: 0 }, { measure0: 0.001 }]
  expect(barsOf(rows)).toEqual([25, 100, 0, 0, 0.5])
  expect(barsOf([])).toEqual([])
})

test.prop([fc.array(fc.oneof(fc.integer(), fc.constant(null), fc.constant('text')))])(
  'a bar never leaves its cell',
  (all) => {
    for (const length of barsOf(all.map((measure0) => ({ measure0 })))) expect(length >= 0 && length <= 100).toBe(true)
  },
)
