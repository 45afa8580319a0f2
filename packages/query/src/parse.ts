import { ok, type Result } from '@tocsin/kit'
import { type Cursor, skipSpace } from './cursor.ts'
import { parseAround } from './parse-around.ts'
import { parseFilter } from './parse-filter.ts'
import { parseStages } from './parse-stages.ts'
import { refuse, type SearchProblem } from './problem.ts'
import { type Search, searchLimits } from './search.ts'

/**
 * Reads a person's text into a typed search. The language is described in docs/guide/search.md.
 *
 * Total: any text gives a search or a problem with its place, in time linear in the text. An empty text asks for everything.
 */
export function parse(text: string): Result<Search, SearchProblem> {
  if (text.length > searchLimits.text) {
    return refuse(
      'too-long',
      [searchLimits.text, text.length],
      ['The text is too long', 'Le texte est trop long'],
      [`Use at most ${searchLimits.text} characters`, `Au plus ${searchLimits.text} caractères`],
    )
  }
  const cursor: Cursor = { text, at: 0 }
  const around = parseAround(cursor)
  if (!around.ok) return around
  const where = parseFilter(cursor)
  if (!where.ok) return where
  const groups = parseStages(cursor)
  if (!groups.ok) return groups
  return ok({
    ...(around.value === undefined ? {} : { around: around.value }),
    ...(where.value === undefined ? {} : { where: where.value }),
    ...groups.value,
  })
}

/**
 * Where the filter of a search stands in its text: behind `around`, before the first stage.
 *
 * @returns nothing where the text cannot be read
 */
export function filterSpan(text: string): readonly [start: number, end: number] | undefined {
  if (!parse(text).ok) return undefined
  const cursor: Cursor = { text, at: 0 }
  parseAround(cursor)
  skipSpace(cursor)
  const start = cursor.at
  parseFilter(cursor)
  return [start, cursor.at]
}
