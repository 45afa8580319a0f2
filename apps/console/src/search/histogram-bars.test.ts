import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { barsIn, barUnder, stretchOf } from './histogram-bars.ts'

const histogram = {
  seconds: 60,
  time: [0, 600_000],
  bars: [
    [60_000, 3],
    [540_000, 5],
  ],
} as const

describe('the bars of a histogram', () => {
  it('stand without gaps over the whole time', () => {
    const bars = barsIn(histogram, 900)
    expect(bars.map(({ events }) => events)).toEqual([0, 3, 0, 0, 0, 0, 0, 0, 0, 5])
    expect(bars[1]).toEqual({ from: 60_000, to: 120_000, events: 3 })
  })

  it('are joined where there is no room for all of them', () => {
    expect(barsIn(histogram, 15).map(({ events }) => events)).toEqual([3, 0, 0, 0, 5])
  })

  it('are met by a place, and give a stretch whichever way it is drawn', () => {
    const bars = barsIn(histogram, 900)
    const x = (time: number) => time / 1000
    expect([barUnder(bars, 61, x), barUnder(bars, -4, x), barUnder(bars, 9999, x)]).toEqual([1, 0, 9])
    expect(stretchOf(bars, 9, 1)).toEqual({ from: 60_000, to: 600_000, events: 8 })
  })

  test.prop([fc.integer({ min: 1, max: 5000 }), fc.array(fc.tuple(fc.nat({ max: 599_999 }), fc.nat({ max: 1000 })))])(
    'lose no event, however narrow they are',
    (width, list) => {
      const bars = barsIn({ ...histogram, bars: list }, width)
      const sum = list.reduce((total, [, n]) => total + n, 0)
      expect(bars.reduce((total, { events }) => total + events, 0)).toBe(sum)
    },
  )
})
