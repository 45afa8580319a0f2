import { parse } from '@tocsin/query'
import { expect, test } from 'vitest'
import { isSeries, seriesOf } from './series.ts'

test('values over time are lines, the largest first, each in the order of time', () => {
  const rows = [
    { key0: 'a', key1: 20, measure0: 1 },
    { key0: 'b', key1: 10, measure0: 9 },
    { key0: 'a', key1: 10, measure0: 2 },
    { key0: null, key1: 10, measure0: 1 },
  ]
  expect(seriesOf(rows)).toEqual([
    { value: 'b', total: 9, points: [[10, 9]] },
    {
      value: 'a',
      total: 3,
      points: [
        [10, 2],
        [20, 1],
      ],
    },
    { value: null, total: 1, points: [[10, 1]] },
  ])
})

test('one field over time is a table of lines; other groups are not', () => {
  const is = (text: string) => {
    const search = parse(text)
    return search.ok && isSeries(search.value)
  }
  expect([is('| count by host | over time'), is('| count by host'), is('| count by host, source | over time')]).toEqual(
    [true, false, false],
  )
})
