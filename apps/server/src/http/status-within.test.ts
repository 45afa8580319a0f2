import { everything } from '@tocsin/store'
import { expect, test } from 'vitest'
import { statusWithin } from './status-within.ts'

const status = {
  ready: true,
  failure: 'The stores refuse: /srv/roads is full',
  reasons: ['the stores do not take what is received'],
  behind: [{ lane: 0, frames: 4711 }],
  late: true,
  unacknowledged: 4712,
  sources: [
    { source: 'water', frames: 5 },
    { source: 'roads', frames: 4713 },
  ],
  refused: [
    { source: 'roads', reason: 'bad-json', count: 4714 },
    { source: '', reason: 'no-source', count: 4715 },
  ],
}

test('one department is told whether all is judged in time, and no count that holds records of others', () => {
  const told = statusWithin({ kind: 'sources', sources: ['water'] }, status)
  expect(told).toEqual({
    ready: true,
    failure: 'Tocsin cannot go on; whoever runs it sees why',
    late: true,
    sources: [{ source: 'water', frames: 5 }],
    refused: [],
  })
})

test('who sees everything is told all of it', () => {
  expect(statusWithin(everything, status)).toBe(status)
})
