import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { seededRandom } from './random.ts'

test.prop([fc.integer(), fc.integer({ min: 1, max: 1000 })])(
  'the same seed gives the same sequence, within bounds',
  (seed, below) => {
    const [one, other] = [seededRandom(seed), seededRandom(seed)]
    for (let i = 0; i < 20; i++) {
      const drawn = one.integer(below)
      expect(drawn).toBe(other.integer(below))
      expect(drawn >= 0 && drawn < below).toBe(true)
    }
  },
)

test('nothing can be picked from an empty list', () => {
  expect(() => seededRandom(1).pick([])).toThrow(RangeError)
})
