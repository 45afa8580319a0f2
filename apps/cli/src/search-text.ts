import { TocsinError } from '@tocsin/kit'
import {
  type Asked,
  isGrouped,
  parse,
  type Query,
  type QueryResult,
  type Search,
  type SearchProblem,
  timeOfNamed,
  toQuery,
} from '@tocsin/query'

/**
 * Reads what was typed. With `counted`, a search that asks for events asks how many there are.
 *
 * @throws TocsinError `bad-search` with the place in the text
 */
export function readSearch(text: string, counted: 'counted' | 'listed'): Search {
  const parsed = parse(text)
  if (!parsed.ok) throw badSearch(text, parsed.error)
  if (counted === 'listed' || isGrouped(parsed.value)) return parsed.value
  return { ...parsed.value, measures: [{ kind: 'count' }] }
}

/**
 * The question that a search is for the store; one around an event asks first when that was.
 *
 * @throws TocsinError `bad-search` where there is no such event
 */
export async function questionOf(
  text: string,
  search: Search,
  asked: Asked,
  ask: (query: Query) => Promise<QueryResult>,
): Promise<Query> {
  const timeOf = await timeOfNamed(search, asked.timeField, ask)
  const query = toQuery(search, { ...asked, timeOf })
  if (!query.ok) throw badSearch(text, query.error)
  return query.value
}

/** Characters are counted from 1. */
function badSearch(text: string, { message, fix, start, end }: SearchProblem): TocsinError {
  const wrong = text.slice(start, end)
  const place = `character ${start + 1}`
  return new TocsinError('bad-search', message.en, {
    where: wrong === '' ? place : `${place}: ${wrong.length > 40 ? `${wrong.slice(0, 39)}…` : wrong}`,
    fix: fix.en,
  })
}
