import { err, ok, type Result } from '@tocsin/kit'
import { parse, type Query, type SearchProblem, toQuery } from '@tocsin/query'
import type { EventStore } from '@tocsin/store'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { type Refused, refused } from '../problem.ts'
import { queryResultShape } from '../query-shape.ts'
import { searchShape, type TextSearch } from '../search-shape.ts'

/** Searches that may run or wait at once; the store runs two and has a budget for each. */
const concurrent = 8

export function searchEndpoints(events: Pick<EventStore, 'query'>): Endpoint[] {
  let running = 0
  return [
    endpoint({
      method: 'POST',
      path: '/api/search',
      permission: 'events.search',
      says: 'Events, or groups of them, that answer a typed query or a text of the search language',
      input: searchShape,
      output: queryResultShape,
      handle: async ({ input, scope, reply }) => {
        const query = 'text' in input ? queryOf(input) : ok(input)
        if (!query.ok) return query
        if (running >= concurrent) {
          return err(refused(429, 'too-many', 'Too many searches run at once', 'Wait for one to end', 2))
        }
        const broken = new AbortController()
        const closed = () => broken.abort()
        reply.raw.on('close', closed)
        running++
        try {
          return ok(await events.query(query.value, scope, { signal: broken.signal }))
        } finally {
          running--
          reply.raw.off('close', closed)
        }
      },
    }),
  ]
}

function queryOf({ text, ...asked }: TextSearch): Result<Query, Refused> {
  const search = parse(text)
  const query = search.ok ? toQuery(search.value, asked) : search
  return query.ok ? query : err(refusedText(query.error))
}

/** Characters are counted from 1, as people count them. */
function refusedText({ message, start, end, fix }: SearchProblem): Refused {
  const place = end > start + 1 ? `characters ${start + 1} to ${end}` : `character ${start + 1}`
  return refused(400, 'bad-search', `${message.en} (${place})`, fix.en)
}
