import type { Query, QueryResult } from '@tocsin/query'
import { describe, expect, it } from 'vitest'
import { overviewOf } from './overview.ts'

const hour = 3_600_000
const at = 1_700_000_000_000 - (1_700_000_000_000 % (24 * hour))

function store(answer: (query: Query) => QueryResult['rows']) {
  const asked: Query[] = []
  return {
    asked,
    ask: async (query: Query) => {
      asked.push(query)
      return { rows: answer(query), took: 2 }
    },
  }
}

describe('the overview of a search', () => {
  it('is a histogram in the order of time, its sum, and the values of fields', async () => {
    const { ask } = store(({ groupBy }) =>
      groupBy?.[0]?.kind === 'bucket'
        ? [
            { key0: at + hour, measure0: 5 },
            { key0: at, measure0: 3 },
          ]
        : Array.from({ length: 9 }, (_, i) => ({ key0: `h${i}`, measure0: 9 - i })),
    )
    const base = { time: [at, at + 24 * hour], timeField: 'received' } as const
    const told = await overviewOf(base, ['device.hostname', 'user.name'], ask)
    expect(told).toMatchObject({
      total: 8,
      took: 4,
      histogram: {
        seconds: 900,
        bars: [
          [at, 3],
          [at + hour, 5],
        ],
      },
    })
    expect(told.facets).toMatchObject([
      { field: 'device.hostname', more: true, withheld: false },
      { field: 'user.name', values: [], withheld: true },
    ])
    expect(told.facets[0]?.values).toHaveLength(8)
  })

  it('looks for values where events are, and nowhere where there are none', async () => {
    const there = store(({ groupBy }) => (groupBy?.[0]?.kind === 'bucket' ? [{ key0: at + hour, measure0: 1 }] : []))
    const base = { time: [at, at + 24 * hour], timeField: 'received' } as const
    await overviewOf(base, ['device.hostname'], there.ask)
    expect(there.asked[1]?.time).toEqual([at + hour, at + hour + 900_000])
    const empty = store(() => [])
    const told = await overviewOf(base, ['device.hostname'], empty.ask)
    expect(empty.asked).toHaveLength(1)
    expect(told.facets).toEqual([{ field: 'device.hostname', values: [], more: false, withheld: false }])
  })

  it('of all that is kept has fine bars where everything came in one hour', async () => {
    const { ask, asked } = store(({ groupBy }) =>
      groupBy?.[0]?.kind === 'bucket' ? [{ key0: at, measure0: groupBy[0].seconds }] : [],
    )
    const told = await overviewOf({ time: [0, at + 24 * hour], timeField: 'received' }, [], ask)
    expect(asked.map(({ time }) => time)).toEqual([
      [0, at + 24 * hour],
      [at, at + 24 * hour],
    ])
    expect(told.histogram.seconds).toBe(900)
    expect(told.total).toBe(86_400)
  })

  it('of nothing is nothing', async () => {
    const { ask, asked } = store(() => [])
    const told = await overviewOf({ time: [at, at + hour], timeField: 'time' }, [], ask)
    expect([told.total, told.histogram.bars, asked.length]).toEqual([0, [], 1])
  })
})
