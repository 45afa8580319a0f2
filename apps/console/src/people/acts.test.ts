import { expect, test } from 'vitest'
import { wordOf } from './acts.ts'

test('an act is told in words, and one that is not known by whether it reads or changes', () => {
  expect(['event.search', 'people.reveal', 'GET /api/new', 'POST /api/new'].map(wordOf)).toEqual([
    'search',
    'reveal',
    'read',
    'other',
  ])
})
