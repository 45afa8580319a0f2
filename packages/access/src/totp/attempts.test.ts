import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { attemptLimits, attemptsOf } from './attempts.ts'

test('a stranger has five wrong codes at once, then one every five minutes, from however many addresses', () => {
  const clock = manualClock(0)
  const attempts = attemptsOf(clock)
  const outcomes = Array.from({ length: 20 }, (_, i) => attempts.enter('zoe', `203.0.113.${i}`))
  expect(outcomes.filter((wait) => wait === undefined)).toHaveLength(5)
  expect(outcomes.at(-1)).toBe(300)
  clock.advance(attemptLimits.stranger)
  expect(attempts.enter('zoe', '203.0.113.1')).toBeUndefined()
  expect(attempts.enter('zoe', '203.0.113.1')).toBe(300)
  expect(attempts.enter('noe', '203.0.113.1')).toBeUndefined()
})

test('a network that signed in before keeps its own allowance while strangers guess', () => {
  const attempts = attemptsOf(manualClock(0))
  attempts.enter('zoe', '192.0.2.1')
  attempts.succeeded('zoe', '192.0.2.1')
  for (let i = 0; i < 50; i++) attempts.enter('zoe', '203.0.113.9')
  expect(attempts.enter('zoe', '192.0.2.1')).toBeUndefined()
})

test('success of the owner gives a stranger no new guesses', () => {
  const attempts = attemptsOf(manualClock(0))
  for (let i = 0; i < 5; i++) attempts.enter('zoe', '203.0.113.9')
  attempts.succeeded('zoe', '192.0.2.1')
  expect(attempts.enter('zoe', '203.0.113.9')).toBe(300)
})
