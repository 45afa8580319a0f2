import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { hash32 } from './hash.ts'

test('is the same on every machine: partitions of old logs depend on it', () => {
  expect([hash32(''), hash32('a'), hash32('windows 10.2.3.4'), hash32('é\ud800')]).toEqual([
    2872998923, 444641715, 2145914765, 1521947227,
  ])
})

test.prop([fc.string()])('is a whole number of 32 bits', (text) => {
  const hash = hash32(text)
  expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true)
})

test('spreads keys that differ in one character evenly over 16 shards', () => {
  const counts = new Array<number>(16).fill(0)
  for (let i = 0; i < 16_000; i++)
    counts[hash32(`host-${i}.example`) % 16] = (counts[hash32(`host-${i}.example`) % 16] ?? 0) + 1
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200)
})
