import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { briefCache } from './brief-cache.ts'

test('what was read is remembered for its time and no longer', () => {
  const clock = manualClock(0)
  const cache = briefCache<string>(clock, 5000, 10)
  cache.reading('a')('A')
  clock.advance(4999)
  expect(cache.get('a')).toBe('A')
  clock.advance(1)
  expect(cache.get('a')).toBeUndefined()
})

test('a read that began before a revocation is not remembered after it', () => {
  const cache = briefCache<string>(manualClock(0), 5000, 10)
  const keep = cache.reading('a')
  cache.forget()
  keep('A')
  expect(cache.get('a')).toBeUndefined()
})

test('it never holds more than its size', () => {
  const cache = briefCache<number>(manualClock(0), 5000, 3)
  for (let i = 0; i < 10; i++) cache.reading(String(i))(i)
  const held = Array.from({ length: 10 }, (_, i) => cache.get(String(i))).filter((value) => value !== undefined)
  expect(held.length).toBeLessThanOrEqual(3)
})
