import { ok } from '@tocsin/kit'
import type { EventStore } from '@tocsin/store'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { queryResultShape } from '../query-shape.ts'
import { searchShape } from '../search-shape.ts'
import { queryOf, searchNote } from './asked-query.ts'
import { overviewEndpoint } from './overview.ts'
import { searchGate } from './search-gate.ts'

export function searchEndpoints(events: Pick<EventStore, 'query'>): Endpoint[] {
  const gate = searchGate(events)
  return [
    endpoint({
      method: 'POST',
      path: '/api/search',
      permission: 'events.search',
      says: 'Events, or groups of them, that answer a typed query or a text of the search language',
      input: searchShape,
      output: queryResultShape,
      people: true,
      audit: { act: 'event.search', note: searchNote },
      handle: ({ input, scope, reply }) =>
        gate.pass(scope, reply, async (ask) => {
          const query = 'text' in input ? await queryOf(input, ask) : ok(input)
          return query.ok ? ok(await ask(query.value)) : query
        }),
    }),
    overviewEndpoint(gate),
  ]
}
