import type { RouteNote } from '@tocsin/capability'
import { err, ok, type Result } from '@tocsin/kit'
import {
  parse,
  printWhere,
  type Query,
  type QueryResult,
  type SearchProblem,
  timeOfNamed,
  toQuery,
} from '@tocsin/query'
import type { EventStore } from '@tocsin/store'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { type Refused, refused } from '../problem.ts'
import { queryResultShape } from '../query-shape.ts'
import { searchShape, type TextSearch } from '../search-shape.ts'
import { overviewEndpoint } from './overview.ts'
import { type AskStore, searchGate } from './search-gate.ts'

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

/** What was asked, as it was asked, over which time, and how many rows came. */
export function searchNote(input: Query | TextSearch, output: QueryResult | undefined): RouteNote {
  return {
    about: 'text' in input ? input.text : input.where === undefined ? '' : printWhere(input.where),
    range: input.time,
    ...(output === undefined ? {} : { rows: output.rows.length }),
  }
}

/** The question that a text is; one around an event asks first when that was. */
export async function queryOf({ text, ...asked }: TextSearch, ask: AskStore): Promise<Result<Query, Refused>> {
  const search = parse(text)
  if (!search.ok) return err(refusedText(search.error))
  const timeOf = await timeOfNamed(search.value, asked.timeField, ask)
  const query = toQuery(search.value, { ...asked, timeOf })
  return query.ok ? query : err(refusedText(query.error))
}

/** Characters are counted from 1, as people count them. */
export function refusedText({ message, start, end, fix }: SearchProblem): Refused {
  const place = end > start + 1 ? `characters ${start + 1} to ${end}` : `character ${start + 1}`
  return refused(400, 'bad-search', `${message.en} (${place})`, fix.en)
}
