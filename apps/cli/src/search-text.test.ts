import { TocsinError } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { groupLines, groupObject } from './groups.ts'
import { questionOf, readSearch } from './search-text.ts'

const asked = { time: [0, 3_600_000], timeField: 'time', limit: 50 } as const

function refusal(text: string): unknown {
  try {
    return readSearch(text, 'listed')
  } catch (error) {
    return error
  }
}

const nothing = async () => ({ rows: [], took: 0 })
const question = (text: string, ask = nothing) => questionOf(text, readSearch(text, 'listed'), asked, ask)

test('nothing typed asks for every event of the range', async () => {
  expect(await question('')).toEqual({ from: 'event', ...asked })
})

test('around an event takes the time that the store knows of it', async () => {
  const known = async () => ({ rows: [{ id: '3.1042.0', time: 60_000, received: 61_000 }], took: 0 })
  expect(await question('around 3.1042.0 10s', known)).toMatchObject({ time: [50_000, 70_000] })
  await expect(question('around 3.1042.0 10s')).rejects.toMatchObject({
    code: 'bad-search',
    message: 'No such event is kept',
  })
})

test('to count is to ask for groups, and leaves a search that groups as it is', () => {
  expect(readSearch('host:a', 'counted')).toMatchObject({ measures: [{ kind: 'count' }] })
  expect(readSearch('| distinct host', 'counted').measures).toHaveLength(1)
})

test('a mistake is told with its place and a remedy', () => {
  const error = refusal('host:a usr:root')
  expect(error).toBeInstanceOf(TocsinError)
  expect(error).toMatchObject({ code: 'bad-search', where: 'character 8: usr', fix: expect.stringContaining('user') })
  expect(refusal('(a')).toMatchObject({ where: 'character 1: (' })
})

test('groups are a table with headings; what has no value is a dash', () => {
  const search = readSearch('| count by host', 'listed')
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
  const search = readSearch('| over time 1m', 'listed')
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
