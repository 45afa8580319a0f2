import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { systemEntropy } from '../secret.ts'
import { challengesOf } from './challenges.ts'

const limits = { life: 1000, all: 6, perNetwork: 3 }

test('a challenge is taken once, looked at often, and dies of age', () => {
  const clock = manualClock(0)
  const book = challengesOf<string>(clock, systemEntropy, limits)
  const secret = book.issue('a', '192.0.2.1')
  expect([book.look(secret), book.look(secret), book.take(secret), book.take(secret)]).toEqual([
    'a',
    'a',
    'a',
    undefined,
  ])
  const late = book.issue('b', '192.0.2.1')
  clock.advance(1000)
  expect(book.look(late)).toBeUndefined()
})

test('what was not issued finds nothing', () => {
  const book = challengesOf<string>(manualClock(0), systemEntropy, limits)
  book.issue('a', '192.0.2.1')
  for (const planted of ['', 'A'.repeat(43), '__proto__', 'A'.repeat(10_000)])
    expect(book.take(planted)).toBeUndefined()
})

test('one network pushes out its own oldest, not those of others; memory stays bounded', () => {
  const book = challengesOf<string>(manualClock(0), systemEntropy, limits)
  const mine = book.issue('mine', '198.51.100.1')
  const flood = Array.from({ length: 50 }, (_, i) => book.issue(`flood-${i}`, `2001:db8::${i.toString(16)}`))
  expect(book.look(mine)).toBe('mine')
  expect(flood.filter((secret) => book.look(secret) !== undefined)).toHaveLength(3)
  const many = Array.from({ length: 50 }, (_, i) => book.issue(`many-${i}`, `203.0.113.${i}`))
  expect([mine, ...flood, ...many].filter((secret) => book.look(secret) !== undefined)).toHaveLength(6)
})

test('those of one account can be dropped', () => {
  const book = challengesOf<string>(manualClock(0), systemEntropy, limits)
  const [a, b] = [book.issue('a', '192.0.2.1'), book.issue('b', '192.0.2.1')]
  book.drop((payload) => payload === 'a')
  expect([book.look(a), book.look(b)]).toEqual([undefined, 'b'])
})
