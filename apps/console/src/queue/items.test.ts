import { expect, test } from 'vitest'
import { incidentWith } from './incident.fixture.ts'
import { itemsOf, stepFrom } from './items.ts'

const rows = [
  incidentWith(1, { severity: 'critical' }),
  incidentWith(2, { severity: 'high' }),
  incidentWith(3, { severity: 'medium' }),
  incidentWith(4, { severity: 'info' }),
]

test('each group has one head before its rows', () => {
  expect(itemsOf(rows, 'grouped', true).map(({ key }) => key)).toEqual([
    'head:decide',
    'INC-1',
    'INC-2',
    'head:look',
    'INC-3',
    'head:watch',
    'INC-4',
    'more',
  ])
})

test('by time there are no groups', () => {
  expect(itemsOf(rows, 'flat', false)).toHaveLength(4)
})

test('what is watched gets one line', () => {
  const lines = itemsOf(rows, 'flat', false).map((item) => (item.kind === 'row' ? item.lines : undefined))
  expect(lines).toEqual(['two', 'two', 'two', 'one'])
})

test('steps skip the heads and stay at the ends', () => {
  const items = itemsOf(rows, 'grouped', false)
  expect(stepFrom(items, undefined, 1)?.id).toBe('INC-1')
  expect(stepFrom(items, 'INC-2', 1)?.id).toBe('INC-3')
  expect(stepFrom(items, 'INC-1', -1)?.id).toBe('INC-1')
  expect(stepFrom(items, 'INC-4', 1)?.id).toBe('INC-4')
  expect(stepFrom([], undefined, 1)).toBeUndefined()
})
