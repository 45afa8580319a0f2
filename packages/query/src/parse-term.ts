import { eventId, parseEventId } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { conditionOn, listable, notNumber, numberOf, type Operator, soughtIn } from './condition.ts'
import { atEnd, type Cursor, peek, readPieces, skipSpace, take, wordSpan } from './cursor.ts'
import { fieldsNamed, nearestName, type SearchField } from './fields.ts'
import { isIpv6 } from './network.ts'
import { parsePlace, placeNames } from './parse-place.ts'
import { parseSought, wholeWord } from './parse-word.ts'
import { type Pattern, patternOf } from './pattern.ts'
import { refuse, type SearchProblem, type Span, said } from './problem.ts'
import type { Where } from './query.ts'
import { searchLimits } from './search.ts'

const name = /[A-Za-z_][A-Za-z0-9_.]*/y
const tight = /(:|!=|<=|>=|=|<|>)/y
const spaced = /\s*(!=|<=|>=|=|<|>)\s*/uy
const bare = /[^\s()"|]+/uy
const bareInList = /[^\s()"|,]+/uy
const separator = /\s*(,|\bor\b)\s*/iuy
const rangeTo = /\s+to\s+/iuy
const bound = /[^\s[\]{}()"|]+/uy

const operators: Readonly<Record<string, Operator | 'ne'>> = {
  ':': 'eq',
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
}

/** Reads `field:value`, `field>number`, `field:[1 TO 9]`, `field:(a OR b)`, `exists:field`, or words for every text. */
export function parseTerm(cursor: Cursor): Result<Where, SearchProblem> {
  const start = cursor.at
  const word = take(cursor, name)
  if (word === undefined) return freeText(cursor)
  const nameSpan: Span = [start, cursor.at]
  const fields = fieldsNamed(word)
  const op = take(cursor, tight)
  if (op === ':' && word.toLowerCase() === 'exists') return exists(cursor)
  if ((op === ':' || op === '=') && placeNames.has(word.toLowerCase())) return parsePlace(cursor, word.toLowerCase())
  if (op === ':' && word.toLowerCase() === 'id') return oneEvent(cursor)
  if (op === ':' && word.toLowerCase() === 'word') {
    const text = wholeWord(cursor)
    return text.ok ? ok({ kind: 'token', text: text.value }) : text
  }
  if (op !== undefined && fields.length > 0) {
    if (op !== ':') skipSpace(cursor)
    return value(cursor, fields, operators[op] ?? 'eq', nameSpan)
  }
  if (op === undefined && fields.length > 0) {
    const sign = take(cursor, spaced)?.trim()
    if (sign !== undefined) return value(cursor, fields, operators[sign] ?? 'eq', nameSpan)
  }
  cursor.at = start
  if (op === undefined || isPasted(peek(cursor, bare) ?? '')) return freeText(cursor)
  return unknownField(word, nameSpan)
}

/** An address, a URL or a path of Windows: their colon parts no field from its value. */
function isPasted(word: string): boolean {
  return isIpv6(word) || /^[A-Za-z][A-Za-z0-9+.-]*:(\/\/|\\)/.test(word)
}

/** There is no such field: says which one is near. */
export function unknownField(word: string, at: Span): ReturnType<typeof refuse> {
  const near = nearestName(word)
  return refuse(
    'unknown-field',
    at,
    [`There is no field ${said(word)}`, `Il n’y a pas de champ ${said(word)}`],
    near === undefined
      ? [
          'Name a field such as src.ip, user or host, or quote the text to look for it anywhere',
          'Nommez un champ comme src.ip, user ou host, ou mettez le texte entre guillemets pour le chercher partout',
        ]
      : [
          `Did you mean ${near}? To look for the text anywhere, quote it`,
          `Vouliez-vous dire ${near} ? Pour chercher le texte partout, mettez-le entre guillemets`,
        ],
  )
}

function exists(cursor: Cursor): Result<Where, SearchProblem> {
  const span = wordSpan(cursor)
  const word = take(cursor, name)
  if (word === undefined) return missingValue('exists', span)
  const fields = fieldsNamed(word)
  if (fields.length === 0) return unknownField(word, [span[0], cursor.at])
  return ok(anyOf(fields.map((field): Where => ({ kind: 'exists', field: field.name }))))
}

/** `id:3.1042.0`: one event, as it is named everywhere else. */
function oneEvent(cursor: Cursor): Result<Where, SearchProblem> {
  const span = wordSpan(cursor)
  const id = take(cursor, bare)
  const at = id === undefined ? undefined : parseEventId(id)
  if (at !== undefined) return ok({ kind: 'id', id: eventId(at) })
  return refuse(
    'bad-value',
    span,
    ['That is no id of an event', 'Ce n’est pas l’identifiant d’un événement'],
    ['Write it as it is shown, like id:3.1042.0', 'Écrivez-le comme il est affiché : id:3.1042.0'],
  )
}

type Fields = readonly SearchField[]

function value(cursor: Cursor, fields: Fields, op: Operator | 'ne', of: Span): Result<Where, SearchProblem> {
  const sign = cursor.text[cursor.at]
  const asked = op === 'ne' ? 'eq' : op
  const holds =
    asked === 'eq' && sign === '('
      ? list(cursor, fields)
      : asked === 'eq' && (sign === '[' || sign === '{')
        ? range(cursor, fields)
        : single(cursor, fields, asked, of)
  if (!holds.ok || op !== 'ne') return holds
  return ok(differs(fields, holds.value))
}

/** `!=`: the field is there, and is something else. */
function differs(fields: Fields, same: Where): Where {
  if (same.kind === 'cmp' && same.op === 'eq') return { ...same, op: 'ne' }
  if (same.kind === 'realm') return { kind: 'not', of: same }
  const there = anyOf(fields.map((field): Where => ({ kind: 'exists', field: field.name })))
  return same.kind === 'exists' ? { kind: 'not', of: same } : { kind: 'and', of: [there, { kind: 'not', of: same }] }
}

function single(cursor: Cursor, fields: Fields, op: Operator, of: Span): Result<Where, SearchProblem> {
  const start = cursor.at
  if (op === 'eq') {
    const sought = parseSought(cursor)
    if (!sought.ok) return sought
    const { value } = sought
    if (value !== undefined) return onEach(fields, (field) => soughtIn(field, value))
  }
  const pieces = readPieces(cursor, bare)
  if (!pieces.ok) return pieces
  if (pieces.value.length === 0) return missingValue(fields[0]?.name ?? '', of)
  const pattern = patternOf(pieces.value)
  return onEach(fields, (field) => conditionOn(field, op, pattern, [start, cursor.at]))
}

/** `(a OR b)` or `(a, b)` after a field's name. */
function list(cursor: Cursor, fields: Fields): Result<Where, SearchProblem> {
  const open = cursor.at
  cursor.at++
  const patterns: { readonly pattern: Pattern; readonly at: Span }[] = []
  do {
    skipSpace(cursor)
    const start = cursor.at
    const pieces = readPieces(cursor, bareInList)
    if (!pieces.ok) return pieces
    if (pieces.value.length === 0) return missingValue(fields[0]?.name ?? '', [start, start])
    patterns.push({ pattern: patternOf(pieces.value), at: [start, cursor.at] })
    if (patterns.length > searchLimits.values) return tooLarge([open, cursor.at])
  } while (take(cursor, separator) !== undefined)
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== ')') {
    return refuse(
      'open-bracket',
      [open, cursor.at],
      ['A list of values is not closed here', 'Une liste de valeurs n’est pas fermée ici'],
      [
        'Part values by OR or a comma, and close the list with )',
        'Séparez les valeurs par OR ou une virgule, et fermez la liste par )',
      ],
    )
  }
  cursor.at++
  return onEach(fields, (field) => {
    const values = patterns.map(({ pattern }) => listable(field, pattern))
    if (values.every((one) => one !== undefined)) return ok({ kind: 'in', field: field.name, values })
    return either(patterns.map(({ pattern, at }) => conditionOn(field, 'eq', pattern, at)))
  })
}

/** `[1 TO 1023]`; a curly bracket leaves its bound out, and `*` is no bound. */
function range(cursor: Cursor, fields: Fields): Result<Where, SearchProblem> {
  const start = cursor.at
  const from = cursor.text[cursor.at++] === '[' ? 'gte' : 'gt'
  skipSpace(cursor)
  const low = take(cursor, bound)
  const apart = take(cursor, rangeTo)
  const high = take(cursor, bound)
  skipSpace(cursor)
  const close = cursor.text[cursor.at]
  if (low === undefined || apart === undefined || high === undefined || (close !== ']' && close !== '}')) {
    return badRange(
      [start, Math.max(cursor.at, start + 1)],
      'A range is not written out',
      'Un intervalle est incomplet',
    )
  }
  cursor.at++
  const to = close === ']' ? 'lte' : 'lt'
  const at: Span = [start, cursor.at]
  return onEach(fields, (field) => {
    if (field.type !== 'integer' && field.type !== 'real') {
      return conditionOn(field, from, { kind: 'plain', text: low }, at)
    }
    const [first, last] = [low, high].map((one) => (one === '*' ? '*' : numberOf(one)))
    if (first === undefined || last === undefined) return notNumber(field, first === undefined ? low : high, at)
    if (first !== '*' && last !== '*' && first > last) {
      return badRange(at, 'The range ends before it begins', 'L’intervalle finit avant de commencer')
    }
    const ends: Where[] = []
    if (first !== '*') ends.push({ kind: 'cmp', field: field.name, op: from, value: first })
    if (last !== '*') ends.push({ kind: 'cmp', field: field.name, op: to, value: last })
    const [only] = ends
    if (only === undefined) return ok({ kind: 'exists', field: field.name })
    return ok(ends.length === 1 ? only : { kind: 'and', of: ends })
  })
}

function badRange(at: Span, en: string, fr: string): ReturnType<typeof refuse> {
  return refuse(
    'bad-range',
    at,
    [en, fr],
    ['Write it like [1 TO 1023] or [1024 TO *]', 'Écrivez-le [1 TO 1023] ou [1024 TO *]'],
  )
}

/** Words outside of any field. A star at either end says nothing more: the text is looked for inside of the values. */
function freeText(cursor: Cursor): Result<Where, SearchProblem> {
  const start = cursor.at
  const pieces = readPieces(cursor, bare)
  if (!pieces.ok) return pieces
  const first = pieces.value.findIndex(({ quoted, text }) => quoted || /[^*]/.test(text))
  const last = pieces.value.findLastIndex(({ quoted, text }) => quoted || /[^*]/.test(text))
  const meant = first < 0 ? [] : pieces.value.slice(first, last + 1)
  const texts = meant.map(({ text, quoted }, i) => {
    if (quoted) return { text, wild: false }
    let inner = text
    if (i === 0) inner = inner.replace(/^\*+/, '')
    if (i === meant.length - 1) inner = inner.replace(/\*+$/, '')
    return { text: inner, wild: inner.includes('*') }
  })
  const at: Span = [start, Math.max(cursor.at, Math.min(start + 1, cursor.text.length))]
  const text = texts.map((one) => one.text).join('')
  if (text === '') {
    return refuse(
      'missing-term',
      at,
      ['There is nothing to look for here', 'Il n’y a rien à chercher ici'],
      [
        'Write a word or field:value; * alone asks for every event',
        'Écrivez un mot ou champ:valeur ; * seul demande tout événement',
      ],
    )
  }
  if (texts.some(({ wild }) => wild)) {
    return refuse(
      'bad-wildcard',
      at,
      ['A * inside of a word needs a field', 'Un * dans un mot demande un champ'],
      [
        'Name the field, as in message:*a*b*, or quote the text',
        'Nommez le champ, comme message:*a*b*, ou mettez des guillemets',
      ],
    )
  }
  return ok({ kind: 'anywhere', text })
}

function missingValue(field: string, at: Span): ReturnType<typeof refuse> {
  return refuse(
    'missing-value',
    at,
    [`${field} is given no value`, `${field} ne reçoit aucune valeur`],
    [
      field === 'exists' ? 'Write exists:user' : `Write ${field}:value without a space, or ${field}:* for any value`,
      field === 'exists'
        ? 'Écrivez exists:user'
        : `Écrivez ${field}:valeur sans espace, ou ${field}:* pour toute valeur`,
    ],
  )
}

export function tooLarge(at: Span): ReturnType<typeof refuse> {
  return refuse(
    'too-large',
    at,
    ['The search has too many parts', 'La recherche a trop de parties'],
    [
      `Use at most ${searchLimits.nodes} conditions and ${searchLimits.values} listed values`,
      `Au plus ${searchLimits.nodes} conditions et ${searchLimits.values} valeurs en listes`,
    ],
  )
}

function onEach(
  fields: Fields,
  condition: (field: SearchField) => Result<Where, SearchProblem>,
): Result<Where, SearchProblem> {
  return either(fields.map(condition))
}

function either(parts: readonly Result<Where, SearchProblem>[]): Result<Where, SearchProblem> {
  const of: Where[] = []
  for (const part of parts) {
    if (!part.ok) return part
    of.push(part.value)
  }
  return ok(anyOf(of))
}

function anyOf(of: readonly Where[]): Where {
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind: 'or', of }
}

/** Nothing is left of a filter: the text ends, or a stage begins. */
export function filterEnds(cursor: Cursor): boolean {
  return atEnd(cursor) || cursor.text[cursor.at] === '|'
}
