import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { fromZone, isZone, zoneOfMinutes } from './zone.ts'

const at = (text: string) => Date.parse(text)

test('a wall clock two hours east shows a moment two hours earlier', () => {
  expect(fromZone(at('2026-11-23T12:00:00Z'), '+02:00')).toBe(at('2026-11-23T10:00:00Z'))
  expect(fromZone(at('2026-11-23T12:00:00Z'), '-03:30')).toBe(at('2026-11-23T15:30:00Z'))
  expect(fromZone(at('2026-11-23T12:00:00Z'), 'UTC')).toBe(at('2026-11-23T12:00:00Z'))
})

test('a named zone changes its clocks', () => {
  expect(fromZone(at('2026-07-01T12:00:00Z'), 'Europe/Paris')).toBe(at('2026-07-01T10:00:00Z'))
  expect(fromZone(at('2026-12-01T12:00:00Z'), 'Europe/Paris')).toBe(at('2026-12-01T11:00:00Z'))
  // 2026-10-25: 03:00 becomes 02:00.
  expect(fromZone(at('2026-10-25T01:59:59Z'), 'Europe/Paris')).toBe(at('2026-10-24T23:59:59Z'))
  expect(fromZone(at('2026-10-25T03:00:00Z'), 'Europe/Paris')).toBe(at('2026-10-25T02:00:00Z'))
})

test('zones are told from other texts', () => {
  expect(
    ['UTC', '+02:00', '-11:30', 'Europe/Paris', 'America/Argentina/Salta'].filter((zone) => !isZone(zone)),
  ).toEqual([])
  expect(['', '+2', '+15:00', 'Europe', 'Europe/Atlantis', '../etc', 'CET;x', 'utc'].filter(isZone)).toEqual([])
})

test.prop([fc.integer({ min: -840, max: 840 }), fc.integer({ min: 0, max: 4e12 })])(
  'an offset in minutes is written as a zone that gives it back',
  (minutes, local) => {
    fc.pre(Math.abs(minutes) < 15 * 60 && Math.abs(minutes) <= 14 * 60)
    const zone = zoneOfMinutes(minutes)
    expect(isZone(zone)).toBe(true)
    expect(local - fromZone(local, zone)).toBe(minutes * 60_000)
  },
)

test.prop([fc.string(), fc.double()])('any text and number give a number', (zone, local) => {
  expect(typeof fromZone(local, zone)).toBe('number')
})
