import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('every route that changes something and is noted has a word of its own', () => {
  const server = join(import.meta.dirname, '../../../server/src/http')
  const table = readFileSync(join(server, 'permissions.test.ts'), 'utf8')
  const changing = [...table.matchAll(/'((?:POST|PUT|DELETE) \/api\/[^']+)'/g)].map(([, route]) => route ?? '')
  expect(changing.length).toBeGreaterThan(40)
  expect(changing.filter((route) => !named.has(route) && wordOf(route) === 'other')).toEqual([])
})

/** Routes whose act has a name of its own in the audit, and the lamps of the server's test. */
const named = new Set([
  'POST /api/session',
  'DELETE /api/session',
  'POST /api/session/link',
  'POST /api/search',
  'POST /api/search/overview',
  'POST /api/export',
  'POST /api/people/reveal',
  'POST /api/people/bytes',
  'POST /api/lamps/:id/switch',
])
