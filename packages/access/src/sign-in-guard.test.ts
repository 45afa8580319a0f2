import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { networkOf, signInGuard } from './sign-in-guard.ts'

test('an address waits longer after each attempt without success, and at most a minute', () => {
  const clock = manualClock(1_000_000)
  const guard = signInGuard(clock)
  const waits: number[] = []
  for (let i = 0; i < 12; i++) {
    let wait = guard.enter(`account-${i}`, '192.0.2.1')
    waits.push(wait ?? 0)
    while (wait !== undefined) {
      clock.advance(wait * 1000)
      wait = guard.enter(`account-${i}`, '192.0.2.1')
    }
  }
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('attempts that come at once are counted before any of them is known to be wrong', () => {
  const guard = signInGuard(manualClock(0))
  const through = Array.from({ length: 100 }, () => guard.enter('zoe', '192.0.2.1')).filter(
    (wait) => wait === undefined,
  )
  expect(through).toHaveLength(3)
})

test('success lets an address start afresh', () => {
  const guard = signInGuard(manualClock(0))
  for (let i = 0; i < 3; i++) guard.enter('zoe', '192.0.2.1')
  expect(guard.enter('zoe', '192.0.2.1')).toBeGreaterThan(0)
  guard.succeeded('zoe', '192.0.2.1')
  expect(guard.enter('zoe', '192.0.2.1')).toBeUndefined()
})

test('guesses from many addresses at one account are slowed, and do not keep out the person who signed in before', () => {
  const clock = manualClock(0)
  const guard = signInGuard(clock)
  guard.enter('zoe', '198.51.100.7')
  guard.succeeded('zoe', '198.51.100.7')
  let through = 0
  for (let i = 0; i < 200; i++) if (guard.enter('zoe', `203.0.113.${i}`) === undefined) through++
  expect(through).toBeLessThanOrEqual(10)
  expect(guard.enter('zoe', '198.51.100.7')).toBeUndefined()
  clock.advance(2000)
  expect(guard.enter('zoe', '203.0.113.250')).toBeUndefined()
})

test('guesses at many accounts from many addresses are slowed as a whole', () => {
  const guard = signInGuard(manualClock(0))
  let through = 0
  for (let i = 0; i < 500; i++)
    if (guard.enter(`account-${i}`, `2001:db8:0:${i.toString(16)}::1`) === undefined) through++
  expect(through).toBe(60)
})

test('failures are forgotten after a quarter of an hour', () => {
  const clock = manualClock(0)
  const guard = signInGuard(clock)
  for (let i = 0; i < 3; i++) guard.enter('zoe', '192.0.2.1')
  clock.advance(16 * 60_000)
  for (let i = 0; i < 3; i++) expect(guard.enter('zoe', '192.0.2.1')).toBeUndefined()
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('what one person controls behind %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
