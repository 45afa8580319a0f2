import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { isPart, moved, shortest, zoomed } from './zoom.ts'

const whole = { from: 1_700_000_000_000, to: 1_700_003_600_000 }

test('closer shows half about the middle, further the whole again', () => {
  const half = zoomed(whole, whole, 0.5)
  expect(half).toEqual({ from: whole.from + 900_000, to: whole.to - 900_000 })
  expect(isPart(half, whole)).toBe(true)
  expect(zoomed(half, whole, 2)).toEqual(whole)
  expect(moved(half, whole, -9)).toEqual({ from: whole.from, to: whole.from + 1_800_000 })
})

test.prop([
  fc.integer({ min: 0, max: 4e12 }),
  fc.integer({ min: 0, max: 4e10 }),
  fc.array(fc.oneof(fc.constantFrom(0.5, 2), fc.constantFrom('earlier', 'later')), { maxLength: 40 }),
])(
  'whatever is pressed, the view stays inside of the whole and is never shorter than a second of it',
  (from, span, keys) => {
    const all = { from, to: from + span }
    let view = all
    for (const key of keys) {
      view = typeof key === 'number' ? zoomed(view, all, key) : moved(view, all, key === 'later' ? 0.5 : -0.5)
      expect(view.from).toBeGreaterThanOrEqual(all.from - 0.01)
      expect(view.to).toBeLessThanOrEqual(all.to + 0.01)
      expect(view.to - view.from).toBeGreaterThanOrEqual(Math.min(shortest, span) - 0.01)
    }
  },
)
