import { expect, test } from 'vitest'
import { formatsOf } from './format.ts'

const now = Date.UTC(2026, 10, 22, 2, 14)
const en = formatsOf('en', 'Europe/Paris')
const fr = formatsOf('fr', 'Europe/Paris')

test('a moment is said with the least that names it', () => {
  expect(en.at(Date.UTC(2026, 10, 22, 1, 47, 8), now)).toBe('02:47:08')
  expect(en.at(Date.UTC(2026, 10, 20, 1, 47, 8), now)).toBe('20 Nov 02:47')
  expect(en.at(Date.UTC(2019, 10, 20, 1, 47, 8), now)).toBe('20 Nov 2019 02:47')
  expect(fr.at(Date.UTC(2026, 10, 20, 1, 47, 8), now)).toBe('20 nov. 02:47')
})

test('the day changes at local midnight, not at that of UTC', () => {
  expect(en.at(Date.UTC(2026, 10, 21, 23, 30), now)).toBe('00:30:00')
  expect(en.at(Date.UTC(2026, 10, 21, 22, 30), now)).toBe('21 Nov 23:30')
})

test('figures are grouped as each language does', () => {
  expect(en.count(6100)).toBe('6,100')
  expect(fr.count(6100)).toMatch(/^6\s100$/u)
  expect(en.share(0.975)).toBe('0.98')
  expect(fr.share(0.7)).toBe('0,70')
})

test('a ruler is marked as finely as its span asks', () => {
  expect(en.tick(now, 60_000)).toBe('03:14:00')
  expect(en.tick(now, 3_600_000)).toBe('03:14')
  expect(en.tick(now, 9 * 86_400_000)).toBe('22 Nov')
  expect(en.day(now)).toBe('22 Nov 2026')
})

test('the zone is named by its distance to UTC', () => {
  expect(en.zone(now)).toBe('UTC+1')
  expect(fr.zone(Date.UTC(2026, 6, 1))).toBe('UTC+2')
})

test('a span is said in its two largest units', () => {
  expect(en.span(4400)).toBe('4 s')
  expect(en.span(12 * 60_000)).toBe('12 min')
  expect(en.span((3 * 60 + 56) * 60_000)).toBe('3 h 56')
  expect(en.span(5 * 86_400_000)).toBe('5 d')
  expect(fr.span(5 * 86_400_000)).toBe('5 j')
  expect(en.span(-1)).toBe('0 s')
})
