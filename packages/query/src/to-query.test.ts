import { expect, test } from 'vitest'
import { parse } from './parse.ts'
import { bucketOf, groupColumns, groupsInOrder, toQuery } from './to-query.ts'

const asked = { time: [0, 86_400_000], timeField: 'received', limit: 50 } as const

function query(text: string, more: object = {}) {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(parsed.error.message.en)
  return toQuery(parsed.value, { ...asked, ...more })
}

test('a search without stages asks for events, page by page', () => {
  const after = { time: 1, id: '0.0.0' }
  expect(query('host:a', { after })).toEqual({
    ok: true,
    value: {
      from: 'event',
      ...asked,
      after,
      where: { kind: 'cmp', field: 'device.hostname', op: 'eq', value: 'a' },
    },
  })
})

test('a search with stages asks for groups, and never for a page of them', () => {
  expect(query('| count by host | over time 1h', { after: { time: 1, id: '0.0.0' } })).toEqual({
    ok: true,
    value: {
      from: 'event',
      time: asked.time,
      timeField: 'received',
      groupBy: [
        { kind: 'field', field: 'device.hostname' },
        { kind: 'bucket', seconds: 3600 },
      ],
      measures: [{ kind: 'count' }],
      limit: 10_000,
    },
  })
  expect(query('| top 5 host')).toMatchObject({ value: { limit: 5 } })
})

test('the columns of groups are named as they were asked for', () => {
  const parsed = parse('| count by host | sum bytes.out | over time')
  if (!parsed.ok) throw new Error(parsed.error.message.en)
  expect(groupColumns(parsed.value).map(({ cell, says }) => [cell, says])).toEqual([
    ['key0', 'device.hostname'],
    ['key1', 'time'],
    ['measure0', 'count'],
    ['measure1', 'sum traffic.bytes_out'],
  ])
})

test('groups over time come in the order of time, others as the store gives them', () => {
  const rows = [
    { key0: 7, measure0: 3 },
    { key0: 5, measure0: 2 },
  ]
  expect(groupsInOrder({ by: [], over: {}, measures: [{ kind: 'count' }] }, rows)).toEqual([rows[1], rows[0]])
  expect(groupsInOrder({ by: ['process.pid'], measures: [{ kind: 'count' }] }, rows)).toEqual(rows)
})

test('a bucket without width cuts the range into some hundred, of a day at most', () => {
  expect(bucketOf([0, 60_000])).toBe(1)
  expect(bucketOf([0, 86_400_000])).toBe(900)
  expect(bucketOf([0, 8.64e15])).toBe(86_400)
})

test('around takes the place of the range: a moment at once, an event where its time is known', () => {
  expect(query('around 1970-01-01T01:00Z 5m')).toMatchObject({ value: { time: [3_300_000, 3_900_000] } })
  expect(query('around 3.7.0 1s', { timeOf: (id: string) => (id === '3.7.0' ? 5000 : undefined) })).toMatchObject({
    value: { time: [4000, 6000] },
  })
  expect(query('around 3.7.0 1s')).toMatchObject({ ok: false, error: { code: 'bad-around', start: 0, end: 6 } })
})
