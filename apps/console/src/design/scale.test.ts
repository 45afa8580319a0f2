import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { timeScale } from './scale.ts'

const minute = 60_000
const start = Date.UTC(2026, 10, 22, 2, 31, 40)

test('ticks fall on round moments', () => {
  const ticks = timeScale(start, start + 30 * minute, 0, 800).ticks(90)
  expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toContain('02:40')
  expect(ticks.every((tick) => tick % (5 * minute) === 0)).toBe(true)
})

test('ticks of hours fall on the hours of the reader', () => {
  const half = 30
  const ticks = timeScale(start, start + 24 * 60 * minute, 0, 800, half).ticks(90)
  expect(ticks.every((tick) => (tick + half * minute) % (60 * minute) === 0)).toBe(true)
})

test('a single moment stands in the middle', () => {
  expect(timeScale(start, start, 0, 100).x(start)).toBe(50)
})

test.prop([fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e11 }), fc.integer({ min: 200, max: 3000 })])(
  'ticks never crowd, and what is in the span is on the drawing',
  (first, span, width) => {
    const scale = timeScale(first, first + span, 0, width)
    const ticks = scale.ticks(90)
    expect(ticks.length).toBeLessThanOrEqual(Math.floor(width / 90) + 1)
    for (const tick of ticks) {
      expect(scale.x(tick)).toBeGreaterThanOrEqual(-1e-6)
      expect(scale.x(tick)).toBeLessThanOrEqual(width + 1e-6)
    }
    expect(scale.x(first)).toBeGreaterThanOrEqual(0)
    expect(scale.x(first + span)).toBeLessThanOrEqual(width)
  },
)
