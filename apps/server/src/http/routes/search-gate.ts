import { err, type Result } from '@tocsin/kit'
import type { Query, QueryResult } from '@tocsin/query'
import type { EventStore, Scope } from '@tocsin/store'
import type { FastifyReply } from 'fastify'
import { type Refused, refused } from '../problem.ts'

/** Asks the event store within the scope of whoever searches; ends when they leave. */
export type AskStore = (query: Query) => Promise<QueryResult>

/** Lets so many searches run or wait at once; the store runs two and has a budget for each. */
export interface SearchGate {
  pass<Answer>(
    scope: Scope,
    reply: FastifyReply,
    search: (ask: AskStore) => Promise<Result<Answer, Refused>>,
  ): Promise<Result<Answer, Refused>>
}

const concurrent = 8

export function searchGate(events: Pick<EventStore, 'query'>): SearchGate {
  let running = 0
  return {
    pass: async (scope, reply, search) => {
      if (running >= concurrent) {
        return err(refused(429, 'too-many', 'Too many searches run at once', 'Wait for one to end', 2))
      }
      const left = new AbortController()
      const closed = () => left.abort()
      reply.raw.on('close', closed)
      running++
      try {
        return await search((query) => events.query(query, scope, { signal: left.signal }))
      } catch (error) {
        // Nobody waits for the answer any more, and nothing went wrong.
        if (left.signal.aborted) return err(refused(499, 'cancelled', 'The search was cancelled', 'Ask again'))
        throw error
      } finally {
        running--
        reply.raw.off('close', closed)
      }
    },
  }
}
