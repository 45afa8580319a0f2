import { err, ok } from '@tocsin/kit'
import type { EventStore } from '@tocsin/store'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { refused } from '../problem.ts'
import { queryResultShape, queryShape } from '../query-shape.ts'

/** Searches that may run or wait at once; the store runs two and has a budget for each. */
const concurrent = 8

export function searchEndpoints(events: Pick<EventStore, 'query'>): Endpoint[] {
  let running = 0
  return [
    endpoint({
      method: 'POST',
      path: '/api/search',
      permission: 'events.search',
      says: 'Events, or groups of them, that answer a typed query',
      input: queryShape,
      output: queryResultShape,
      handle: async ({ input, scope, reply }) => {
        if (running >= concurrent) {
          return err(refused(429, 'too-many', 'Too many searches run at once', 'Wait for one to end', 2))
        }
        const broken = new AbortController()
        const closed = () => broken.abort()
        reply.raw.on('close', closed)
        running++
        try {
          return ok(await events.query(input, scope, { signal: broken.signal }))
        } finally {
          running--
          reply.raw.off('close', closed)
        }
      },
    }),
  ]
}
