import type { RouteNote } from '@tocsin/capability'
import { err, type Result } from '@tocsin/kit'
import {
  parse,
  printWhere,
  type Query,
  type QueryResult,
  type SearchProblem,
  timeOfNamed,
  toQuery,
} from '@tocsin/query'
import { type Refused, refused } from '../problem.ts'
import type { TextSearch } from '../search-shape.ts'
import type { AskStore } from './search-gate.ts'

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
