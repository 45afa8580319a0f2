import { fc, test } from '@fast-check/vitest'
import type { Where } from '@tocsin/store'
import { expect } from 'vitest'
import { queryLimits, queryShape } from './query-shape.ts'

const base = { from: 'event', time: [0, 1000], timeField: 'time', limit: 100 } as const

function taken(change: object): boolean {
  return queryShape.safeParse({ ...base, ...change }).success
}

test.each([
  {},
  { where: { kind: 'cmp', field: 'src_endpoint.port', op: 'gte', value: 1024 } },
  {
    where: {
      kind: 'and',
      of: [
        { kind: 'exists', field: 'user.name' },
        { kind: 'realm', realm: 'real' },
      ],
    },
  },
  { where: { kind: 'not', of: { kind: 'cidr', field: 'src_endpoint.ip', network: '10.0.0.0/8' } } },
  { where: { kind: 'in', field: 'source', values: ['windows', 3] } },
  { where: { kind: 'like', field: 'process.cmd_line', pattern: '*-enc*' } },
  { where: { kind: 'anywhere', text: 'mimikatz' } },
  {
    groupBy: [
      { kind: 'field', field: 'realm' },
      { kind: 'bucket', seconds: 60 },
    ],
    measures: [{ kind: 'count' }],
  },
  {
    measures: [
      { kind: 'distinct', field: 'device.hostname' },
      { kind: 'sum', field: 'traffic.bytes_in' },
    ],
  },
  { order: 'ascending', after: { time: 5, id: '3.1.0' } },
])('%j is a query', (change) => {
  expect(taken(change)).toBe(true)
})

test.each([
  { from: 'account' },
  { time: [5, 5] },
  { time: [0] },
  { time: undefined },
  { timeField: 'when' },
  { limit: 0 },
  { limit: 10_001 },
  { limit: 1.5 },
  { limit: '10' },
  { sql: 'select 1' },
  { where: null },
  { where: { kind: 'cmp', field: 'passphrase', op: 'eq', value: 1 } },
  { where: { kind: 'cmp', field: 'toString', op: 'eq', value: 1 } },
  { where: { kind: 'cmp', field: 'message', op: '=', value: 1 } },
  { where: { kind: 'cmp', field: 'message', op: 'eq', value: null } },
  { where: { kind: 'exists', field: 'message', and: 'more' } },
  { where: { kind: 'cidr', field: 'source', network: '10.0.0.0/8' } },
  { where: { kind: 'and', of: [] } },
  { where: { kind: 'in', field: 'source', values: Array.from({ length: queryLimits.values + 1 }, () => 'x') } },
  { where: { kind: 'contains', field: 'message', text: 'x'.repeat(queryLimits.text + 1) } },
  { groupBy: [{ kind: 'bucket', seconds: 0 }] },
])('%j is none', (change) => {
  expect(taken(change)).toBe(false)
})

test('conditions are bounded in depth and in number', () => {
  const deep = (levels: number): Where =>
    levels === 1 ? { kind: 'exists', field: 'message' } : { kind: 'not', of: deep(levels - 1) }
  expect(taken({ where: deep(queryLimits.depth) })).toBe(true)
  expect(taken({ where: deep(queryLimits.depth + 1) })).toBe(false)
  const leaf = { kind: 'exists', field: 'message' }
  const half = { kind: 'or', of: Array.from({ length: 120 }, () => leaf) }
  expect(taken({ where: half })).toBe(true)
  expect(taken({ where: { kind: 'and', of: [half, half] } })).toBe(false)
})

test.prop([fc.object({ maxDepth: 4 })])('nothing a stranger sends makes it throw', (change) => {
  expect(typeof taken(change)).toBe('boolean')
})
