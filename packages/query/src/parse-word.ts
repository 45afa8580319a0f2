import { ok, type Result } from '@tocsin/kit'
import { type Cursor, peek, readPieces, skipSpace, take, wordSpan } from './cursor.ts'
import { refuse, type SearchProblem, type Span } from './problem.ts'

/** What a value written as `/…/` or `word(…)` asks of a text. */
export type Sought =
  | { readonly kind: 'regex'; readonly pattern: string; readonly at: Span }
  | { readonly kind: 'token'; readonly text: string; readonly at: Span }

/** Characters of an expression: what the store takes. */
const longest = 512

const word = /word\(/iy
const bare = /[^\s()"|]+/uy
const boundary = /[\s()|]/u

/**
 * Reads `/…/` or `word(…)` here, or nothing where neither stands here.
 *
 * A path such as `/etc/passwd` is no expression: that ends with its `/` where the value ends. Within it `\/` is a `/`, and
 * white space is refused, as nobody could say whether an expression goes on or another term begins.
 */
export function parseSought(cursor: Cursor): Result<Sought | undefined, SearchProblem> {
  if (cursor.text[cursor.at] === '/') return expression(cursor)
  if (peek(cursor, word) === undefined) return ok(undefined)
  const start = cursor.at
  take(cursor, word)
  skipSpace(cursor)
  const text = wholeWord(cursor)
  if (!text.ok) return text
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== ')') {
    return refuse(
      'open-bracket',
      [start, start + 'word('.length],
      ['This bracket is not closed', 'Cette parenthèse n’est pas fermée'],
      ['Write user:word(root), or quote more words', 'Écrivez user:word(root), ou plusieurs mots entre guillemets'],
    )
  }
  cursor.at++
  return ok({ kind: 'token', text: text.value, at: [start, cursor.at] })
}

/** A word, or more in quotation marks, that is to stand by itself in a text. */
export function wholeWord(cursor: Cursor): Result<string, SearchProblem> {
  const span = wordSpan(cursor)
  const pieces = readPieces(cursor, bare)
  if (!pieces.ok) return pieces
  const text = pieces.value.map((piece) => piece.text).join('')
  if (text === '') {
    return refuse(
      'missing-value',
      span,
      ['A word is missing here', 'Il manque un mot ici'],
      ['Write word:root or user:word(root)', 'Écrivez word:root ou user:word(root)'],
    )
  }
  if (pieces.value.some(({ quoted, text: part }) => !quoted && /[*?]/.test(part))) {
    return refuse(
      'bad-wildcard',
      [span[0], cursor.at],
      ['A whole word has no wildcards', 'Un mot entier n’a pas de jokers'],
      ['Quote the sign, or write field:begin*', 'Mettez le signe entre guillemets, ou écrivez champ:début*'],
    )
  }
  return ok(text)
}

function expression(cursor: Cursor): Result<Sought | undefined, SearchProblem> {
  const start = cursor.at
  let pattern = ''
  let space: number | undefined
  for (let i = start + 1; i < cursor.text.length; i++) {
    const sign = cursor.text.charAt(i)
    if (sign === '\\' && i + 1 < cursor.text.length) {
      const next = cursor.text.charAt(++i)
      pattern += next === '/' ? '/' : sign + next
      continue
    }
    if (sign === '|' && space !== undefined) break
    if (sign !== '/') {
      if (/\s/u.test(sign)) space ??= i
      pattern += sign
      continue
    }
    const closes = i + 1 === cursor.text.length || boundary.test(cursor.text.charAt(i + 1))
    if (!closes || pattern === '') break
    if (space !== undefined) return spaceWithin([start, i + 1])
    const fault = faultOf(pattern, [start, i + 1])
    if (fault !== undefined) return fault
    cursor.at = i + 1
    return ok({ kind: 'regex', pattern, at: [start, cursor.at] })
  }
  return ok(undefined)
}

/** What the store's engine cannot do in linear time, and what is not closed, said before it is asked. */
function faultOf(pattern: string, at: Span): ReturnType<typeof refuse> | undefined {
  if (pattern.length > longest) {
    return refuse(
      'bad-regex',
      at,
      ['The expression is too long', 'L’expression est trop longue'],
      [`Use at most ${longest} characters`, `Au plus ${longest} caractères`],
    )
  }
  let [open, inClass] = [0, false]
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern.charAt(i)
    if (sign === '\\') {
      if (!inClass && /[1-9]/.test(pattern.charAt(i + 1))) return notLinear(at, `\\${pattern.charAt(i + 1)}`)
      i++
    } else if (inClass) inClass = sign !== ']'
    else if (sign === '[') {
      inClass = true
      // `[]a]` and `[^]a]`: a bracket that comes first is itself
      if (pattern[i + 1] === '^') i++
      if (pattern[i + 1] === ']') i++
    } else if (sign === '(') {
      open++
      const around = /^\(\?(?:<?[=!]|>)/.exec(pattern.slice(i, i + 4))?.[0]
      if (around !== undefined) return notLinear(at, around)
    } else if (sign === ')' && --open < 0) break
  }
  if (open === 0 && !inClass) return undefined
  return refuse(
    'bad-regex',
    at,
    ['A bracket of the expression has no partner', 'Une parenthèse ou un crochet de l’expression est seul'],
    ['Close it, or write \\( or \\[ for the sign itself', 'Fermez-le, ou écrivez \\( ou \\[ pour le signe lui-même'],
  )
}

function notLinear(at: Span, what: string): ReturnType<typeof refuse> {
  return refuse(
    'bad-regex',
    at,
    [
      `${what} is not possible: every search takes linear time`,
      `${what} est impossible : toute recherche est linéaire`,
    ],
    [
      'Leave out lookaround and back-references; use AND and NOT between terms',
      'Sans assertions ni références arrière ; mettez AND et NOT entre les termes',
    ],
  )
}

function spaceWithin(at: Span): ReturnType<typeof refuse> {
  return refuse(
    'bad-regex',
    at,
    ['A path and an expression look alike here', 'Un chemin et une expression se ressemblent ici'],
    [
      'Quote the path, as in file:"/tmp"; in an expression write \\s for a space',
      'Mettez le chemin entre guillemets : file:"/tmp" ; dans une expression, écrivez \\s pour une espace',
    ],
  )
}
