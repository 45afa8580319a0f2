import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { collect, moment, whole } from './options.ts'

describe('options', () => {
  test('a whole number within bounds is taken, and nothing else', () => {
    const read = whole(1, 16)
    expect([read('1'), read('16')]).toEqual([1, 16])
    for (const text of ['0', '17', '1.5', '-1', '1e1', '0x1', '', ' 1', '٣', '9'.repeat(400)]) {
      expect(() => read(text), text).toThrow(InvalidArgumentError)
    }
  })

  test('an option that is repeated is gathered in order', () => {
    expect(collect('b', collect('a', []))).toEqual(['a', 'b'])
  })

  test('times are dates, dates with a time in UTC, or spans back from now', () => {
    const now = Date.UTC(2026, 10, 22, 12)
    const read = moment(now)
    expect(read('2026-11-22')).toBe(Date.UTC(2026, 10, 22))
    expect(read('2026-11-22T03:14')).toBe(Date.UTC(2026, 10, 22, 3, 14))
    expect(read('2026-11-22T03:14+01:00')).toBe(Date.UTC(2026, 10, 22, 2, 14))
    expect([read('90s'), read('5m'), read('24h'), read('7d')]).toEqual([
      now - 90_000,
      now - 300_000,
      now - 86_400_000,
      now - 7 * 86_400_000,
    ])
    // ECMA-262 §21.4.1.1: no time lies further back
    expect(read(`${'9'.repeat(30)}d`)).toBe(-8.64e15)
  })

  test.each(['yesterday', '', '24', 'h', '2026-13-45', '24x'])('%j is no time', (text) => {
    expect(() => moment(0)(text)).toThrow(InvalidArgumentError)
  })
})
