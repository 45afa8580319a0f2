import type { Evidence } from '@tocsin/event'
import { expect, test } from 'vitest'
import { groupsOf } from './evidence-groups.ts'

const event = (id: string, time: number, value: string): Evidence => ({
  event: id,
  time,
  source: 'syslog',
  matched: [{ field: 'outcome', value, asked: 'is failure', ranges: [[0, 7]] }],
})

test('events that matched in the same way are one proof, in the order of time', () => {
  const groups = groupsOf([event('b', 2, 'failure'), event('c', 3, 'success'), event('a', 1, 'failure')])
  expect(groups.map(({ events }) => events.map((one) => one.event))).toEqual([['a', 'b'], ['c']])
})

test('no evidence has no groups', () => {
  expect(groupsOf([])).toEqual([])
})
