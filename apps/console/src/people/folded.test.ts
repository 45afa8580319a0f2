import { expect, test } from 'vitest'
import { folded, wordCounts } from './folded.ts'
import type { AuditEntry } from './people-api.ts'

const entry = (n: number, act: string, about = 'user:zoé', who = 'Max'): AuditEntry => ({
  n,
  at: n,
  who,
  role: 'analyst',
  act,
  about,
  outcome: 'done',
  address: '',
})

test('a search and the counting beside it are one look; a counting alone stays', () => {
  const entries = [
    entry(6, 'event.overview'),
    entry(5, 'event.search'),
    entry(4, 'event.overview', 'host:a'),
    entry(3, 'event.search', 'host:a', 'Ana'),
  ]
  expect(folded(entries).map(({ n }) => n)).toEqual([5, 4, 3])
})

test('acts are counted by their word, and what was folded into one entry counts as often as it was done', () => {
  expect(wordCounts([entry(1, 'people.reveal'), { ...entry(2, 'event.search'), times: 4 }])).toEqual([
    ['search', 4],
    ['reveal', 1],
  ])
})
