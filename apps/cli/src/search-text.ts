import { TocsinError } from '@tocsin/kit'
import { type Asked, isGrouped, parse, type Query, type Search, type SearchProblem, toQuery } from '@tocsin/query'

/** A search as it was typed, with the question that it is for the store. */
export interface ReadSearch {
  readonly search: Search
  readonly query: Query
}

/**
 * Reads what was typed. With `counted`, a search that asks for events asks how many there are.
 *
 * @throws TocsinError `bad-search` with the place in the text
 */
export function readSearch(text: string, asked: Asked, counted: 'counted' | 'listed'): ReadSearch {
  const parsed = parse(text)
  if (!parsed.ok) throw badSearch(text, parsed.error)
  const search: Search =
    counted === 'counted' && !isGrouped(parsed.value)
      ? { ...parsed.value, measures: [{ kind: 'count' }] }
      : parsed.value
  const query = toQuery(search, asked)
  if (!query.ok) throw badSearch(text, query.error)
  return { search, query: query.value }
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
