import { ok, type Result } from '@tocsin/kit'
import { type Cursor, peek, skipSpace, take, wordSpan } from './cursor.ts'
import { filterEnds, parseTerm, tooLarge } from './parse-term.ts'
import { refuse, type SearchProblem, type Span } from './problem.ts'
import type { Where } from './query.ts'
import { searchLimits } from './search.ts'

const or = /or(?![^\s()"|])/iuy
const and = /and(?![^\s()"|])/iuy
const not = /not(?![^\s()"|])|-(?=[^\s)|])/iuy

/**
 * Reads conditions up to the first stage or the end: `or` binds weakest, terms side by side must all hold.
 *
 * @returns nothing where the filter is empty or a lone `*`
 */
export function parseFilter(cursor: Cursor): Result<Where | undefined, SearchProblem> {
  skipSpace(cursor)
  const start = cursor.at
  if (filterEnds(cursor)) return ok(undefined)
  if (cursor.text[cursor.at] === '*') {
    cursor.at++
    skipSpace(cursor)
    if (filterEnds(cursor)) return ok(undefined)
    cursor.at = start
  }
  const whole = either(cursor, 0)
  if (!whole.ok) return whole
  if (cursor.text[cursor.at] === ')') {
    return refuse(
      'stray-bracket',
      [cursor.at, cursor.at + 1],
      ['This bracket closes nothing', 'Cette parenthèse ne ferme rien'],
      ['Remove it, or open one before', 'Retirez-la, ou ouvrez-en une avant'],
    )
  }
  const size = sizeOf(whole.value)
  if (size.depth > searchLimits.depth) return tooDeep([start, cursor.at])
  if (size.nodes > searchLimits.nodes || size.values > searchLimits.values) return tooLarge([start, cursor.at])
  return whole
}

function either(cursor: Cursor, nesting: number): Result<Where, SearchProblem> {
  const of: Where[] = []
  do {
    const next = every(cursor, nesting)
    if (!next.ok) return next
    of.push(next.value)
  } while (take(cursor, or) !== undefined)
  return ok(joined('or', of))
}

function every(cursor: Cursor, nesting: number): Result<Where, SearchProblem> {
  const of: Where[] = []
  for (;;) {
    skipSpace(cursor)
    if (of.length > 0) {
      if (take(cursor, and) !== undefined) skipSpace(cursor)
      else if (endsHere(cursor)) return ok(joined('and', of))
    }
    const next = one(cursor, nesting)
    if (!next.ok) return next
    of.push(next.value)
  }
}

function one(cursor: Cursor, nesting: number): Result<Where, SearchProblem> {
  skipSpace(cursor)
  const start = cursor.at
  if (endsHere(cursor) || peek(cursor, and) !== undefined) return missingTerm(wordSpan(cursor))
  if (nesting >= searchLimits.nesting) return tooDeep(wordSpan(cursor))
  if (take(cursor, not) !== undefined) {
    const next = one(cursor, nesting + 1)
    return next.ok ? ok({ kind: 'not', of: next.value }) : next
  }
  if (cursor.text[cursor.at] !== '(') return parseTerm(cursor)
  cursor.at++
  const inner = either(cursor, nesting + 1)
  if (!inner.ok) return inner
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== ')') {
    return refuse(
      'open-bracket',
      [start, start + 1],
      ['This bracket is not closed', 'Cette parenthèse n’est pas fermée'],
      ['Close it with )', 'Fermez-la par )'],
    )
  }
  cursor.at++
  return inner
}

function endsHere(cursor: Cursor): boolean {
  return filterEnds(cursor) || cursor.text[cursor.at] === ')' || peek(cursor, or) !== undefined
}

function joined(kind: 'and' | 'or', of: readonly Where[]): Where {
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind, of }
}

function missingTerm(at: Span): ReturnType<typeof refuse> {
  return refuse(
    'missing-term',
    at,
    ['A term is missing here', 'Il manque un terme ici'],
    [
      'Write a word or a field with a value, such as user:root',
      'Écrivez un mot, ou un champ et sa valeur, comme user:root',
    ],
  )
}

function tooDeep(at: Span): ReturnType<typeof refuse> {
  return refuse(
    'too-deep',
    at,
    ['Brackets and NOT are nested too deeply', 'Parenthèses et NOT sont trop imbriqués'],
    ['Write the search with fewer levels', 'Écrivez la recherche avec moins de niveaux'],
  )
}

interface Size {
  readonly depth: number
  readonly nodes: number
  readonly values: number
}

/** Levels, conditions and listed values. Nesting is already bounded here, so the recursion is too. */
function sizeOf(where: Where): Size {
  const parts = where.kind === 'and' || where.kind === 'or' ? where.of : where.kind === 'not' ? [where.of] : []
  let [depth, nodes, values] = [0, 1, where.kind === 'in' ? where.values.length : 0]
  for (const part of parts) {
    const size = sizeOf(part)
    depth = Math.max(depth, size.depth)
    nodes += size.nodes
    values += size.values
  }
  return { depth: depth + 1, nodes, values }
}
