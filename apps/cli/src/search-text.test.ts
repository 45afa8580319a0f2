import { TocsinError } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { groupLines, groupObject } from './groups.ts'
import { readSearch } from './search-text.ts'

const asked = { time: [0, 3_600_000], timeField: 'time', limit: 50 } as const

function refusal(text: string): unknown {
  try {
    return readSearch(text, asked, 'listed')
  } catch (error) {
    return error
  }
}

test('nothing typed asks for every event of the range', () => {
  expect(readSearch('', asked, 'listed').query).toEqual({ from: 'event', ...asked })
})

test('to count is to ask for groups, and leaves a search that groups as it is', () => {
  expect(readSearch('host:a', asked, 'counted').query).toMatchObject({ measures: [{ kind: 'count' }] })
  expect(readSearch('| distinct host', asked, 'counted').query.measures).toHaveLength(1)
})

test('a mistake is told with its place and a remedy', () => {
  const error = refusal('host:a usr:root')
  expect(error).toBeInstanceOf(TocsinError)
  expect(error).toMatchObject({ code: 'bad-search', where: 'character 8: usr', fix: expect.stringContaining('user') })
  expect(refusal('(a')).toMatchObject({ where: 'character 1: (' })
})

test('groups are a table with headings; what has no value is a dash', () => {
  const { search } = readSearch('| count by host', asked, 'listed')
  const rows = [
    { key0: 'a\nb', measure0: 3 },
    { key0: null, measure0: 1 },
  ]
  expect(groupLines(search, rows)).toEqual([
    ['device.hostname', 'count'],
    ['a\\u000ab', '3'],
    ['-', '1'],
  ])
  expect(groupObject(search, { key0: null, measure0: 1 })).toEqual({ 'device.hostname': null, count: 1 })
})

test('over time comes in order, with a bar for each stretch', () => {
  const { search } = readSearch('| over time 1m', asked, 'listed')
  const rows = [
    { key0: 60_000, measure0: 40 },
    { key0: 0, measure0: 10 },
  ]
  expect(groupLines(search, rows)).toEqual([
    ['time', 'count'],
    ['1970-01-01 00:00:00Z', '10', '█'.repeat(10)],
    ['1970-01-01 00:01:00Z', '40', '█'.repeat(40)],
  ])
  expect(groupObject(search, { key0: 0, measure0: 10 })).toEqual({ time: '1970-01-01T00:00:00.000Z', count: 10 })
})
