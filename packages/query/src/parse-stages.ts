import { ok, type Result } from '@tocsin/kit'
import { atEnd, type Cursor, peek, skipSpace, take, wordSpan } from './cursor.ts'
import { fieldsNamed, type SearchField } from './fields.ts'
import { unknownField } from './parse-term.ts'
import { printMeasure } from './print.ts'
import { refuse, type SearchProblem, type Span, said } from './problem.ts'
import type { Field, Measure } from './query.ts'
import { type Search, searchLimits } from './search.ts'
import { readSpan } from './span.ts'

const command = /[A-Za-z]+/y
const name = /[A-Za-z_][A-Za-z0-9_.]*/y
const by = /by(?=\s|$)/iy
const comma = /\s*,\s*/uy
const digits = /\d+/y
const decimal = /\d{1,3}(\.\d{1,3})?/y
/** Values in one `frequent`: what the store's sketch keeps. */
const mostFrequent = 100

/** What the stages of a search say together. */
export type Groups = Pick<Search, 'by' | 'measures' | 'over' | 'top'>

interface Draft {
  by: Field[]
  measures: Measure[]
  over?: { readonly seconds?: number }
  top?: number
}

/** Reads `| count by user | over time 1h` and its like, from the first `|` to the end. */
export function parseStages(cursor: Cursor): Result<Groups, SearchProblem> {
  const draft: Draft = { by: [], measures: [] }
  let topAt: Span = [cursor.at, cursor.at]
  while (cursor.text[cursor.at] === '|') {
    cursor.at++
    skipSpace(cursor)
    const start = cursor.at
    const read = stage(cursor, draft)
    if (!read.ok) return read
    if (read.value === 'top') topAt = [start, cursor.at]
    skipSpace(cursor)
    if (!atEnd(cursor) && cursor.text[cursor.at] !== '|') return unread(cursor)
    const keys = draft.by.length + (draft.over === undefined ? 0 : 1)
    if (keys > searchLimits.keys || draft.measures.length > searchLimits.measures) return tooMany([start, cursor.at])
  }
  if (draft.top !== undefined && (draft.by.length === 0 || draft.over !== undefined)) {
    return refuse(
      'bad-stage',
      topAt,
      ['top ranks the values of a field, and not times', 'top classe les valeurs d’un champ, et non des heures'],
      ['Write | top 10 user, without over time', 'Écrivez | top 10 user, sans over time'],
    )
  }
  const grouped = draft.by.length > 0 || draft.over !== undefined
  return ok(grouped && draft.measures.length === 0 ? { ...draft, measures: [{ kind: 'count' }] } : draft)
}

function stage(cursor: Cursor, draft: Draft): Result<string, SearchProblem> {
  const at = wordSpan(cursor)
  const verb = take(cursor, command)?.toLowerCase()
  skipSpace(cursor)
  switch (verb) {
    case 'count':
      addMeasure(draft, { kind: 'count' })
      return byFields(cursor, draft, verb)
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
    case 'approxdistinct': {
      const measure = measureOf(cursor, verb === 'approxdistinct' ? 'approxDistinct' : verb)
      if (!measure.ok) return measure
      addMeasure(draft, measure.value)
      skipSpace(cursor)
      return byFields(cursor, draft, verb)
    }
    case 'frequent':
    case 'percentile': {
      const measure = counted(cursor, verb)
      if (!measure.ok) return measure
      addMeasure(draft, measure.value)
      skipSpace(cursor)
      return byFields(cursor, draft, verb)
    }
    case 'top':
      return top(cursor, draft)
    case 'over':
      return over(cursor, draft)
    default:
      return refuse(
        'bad-stage',
        at,
        ['There is no such stage after |', 'Il n’y a pas de telle étape après |'],
        [
          'Use count, sum, avg, min, max, distinct, frequent, percentile, top or over time',
          'Prenez count, sum, avg, min, max, distinct, frequent, percentile, top ou over time',
        ],
      )
  }
}

function byFields(cursor: Cursor, draft: Draft, verb: string): Result<string, SearchProblem> {
  if (take(cursor, by) === undefined) return ok(verb)
  skipSpace(cursor)
  return keys(cursor, draft, verb)
}

/** One or more fields with commas between them. A short name for several fields groups by each of them. */
function keys(cursor: Cursor, draft: Draft, verb: string): Result<string, SearchProblem> {
  do {
    const fields = namedHere(cursor)
    if (!fields.ok) return fields
    for (const field of fields.value) if (!draft.by.includes(field.name)) draft.by.push(field.name)
  } while (take(cursor, comma) !== undefined)
  return ok(verb)
}

function namedHere(cursor: Cursor): Result<readonly SearchField[], SearchProblem> {
  const span = wordSpan(cursor)
  const word = take(cursor, name)
  if (word === undefined) {
    return refuse(
      'missing-value',
      span,
      ['A field is missing here', 'Il manque un champ ici'],
      ['Name one, such as user or src.ip', 'Nommez-en un, comme user ou src.ip'],
    )
  }
  const fields = fieldsNamed(word)
  return fields.length > 0 ? ok(fields) : unknownField(word, [span[0], cursor.at])
}

type OfField = 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'approxDistinct'

function measureOf(cursor: Cursor, kind: OfField): Result<Measure, SearchProblem> {
  const field = oneField(cursor, kind, kind === 'sum' || kind === 'avg' ? 'number' : 'any')
  return field.ok ? ok({ kind, field: field.value }) : field
}

/** `frequent 5 host`, `percentile 95 bytes.out`: a number, then a field. */
function counted(cursor: Cursor, kind: 'frequent' | 'percentile'): Result<Measure, SearchProblem> {
  const span = wordSpan(cursor)
  const written = take(cursor, kind === 'frequent' ? digits : decimal)
  const many = Number(written ?? Number.NaN)
  const fits = kind === 'frequent' ? many >= 1 && many <= mostFrequent : many >= 0 && many <= 100
  if (!fits) {
    return refuse(
      'bad-stage',
      span,
      kind === 'frequent'
        ? [`frequent takes a number from 1 to ${mostFrequent}`, `frequent prend un nombre de 1 à ${mostFrequent}`]
        : ['percentile takes a number from 0 to 100', 'percentile prend un nombre de 0 à 100'],
      kind === 'frequent'
        ? ['Write | frequent 5 user', 'Écrivez | frequent 5 user']
        : ['Write | percentile 95 bytes.out', 'Écrivez | percentile 95 bytes.out'],
    )
  }
  skipSpace(cursor)
  const field = oneField(cursor, `${kind} ${many}`, kind === 'percentile' ? 'number' : 'any')
  if (!field.ok) return field
  return ok(
    kind === 'frequent'
      ? { kind: 'topK', field: field.value, k: many }
      : { kind: 'percentile', field: field.value, percent: many },
  )
}

/** One field, and not a short name for several; a number where the measure needs one. */
function oneField(cursor: Cursor, kind: string, needs: 'number' | 'any'): Result<Field, SearchProblem> {
  const start = cursor.at
  const fields = namedHere(cursor)
  if (!fields.ok) return fields
  const [field, other] = fields.value
  if (field === undefined || other !== undefined) {
    const names = fields.value.map((one) => one.name)
    return refuse(
      'bad-stage',
      [start, cursor.at],
      [`This short name stands for ${names.join(' and ')}`, `Ce nom court désigne ${names.join(' et ')}`],
      [`Name one of them: ${kind} ${names[0] ?? ''}`, `Nommez l’un d’eux : ${kind} ${names[0] ?? ''}`],
    )
  }
  if (needs === 'number' && field.type !== 'integer' && field.type !== 'real') {
    return refuse(
      'bad-stage',
      [start, cursor.at],
      [`${field.name} holds no numbers`, `${field.name} ne porte pas de nombres`],
      ['Sum or average a number, such as bytes.out', 'Prenez un nombre, comme bytes.out'],
    )
  }
  return ok(field.name)
}

function addMeasure(draft: Draft, measure: Measure): void {
  if (!draft.measures.some((one) => printMeasure(one) === printMeasure(measure))) draft.measures.push(measure)
}

function top(cursor: Cursor, draft: Draft): Result<string, SearchProblem> {
  const span = wordSpan(cursor)
  const written = take(cursor, digits)
  const many = Number(written ?? 0)
  if (many < 1 || many > searchLimits.top || draft.top !== undefined) {
    return refuse(
      'bad-stage',
      span,
      [`top takes one number from 1 to ${searchLimits.top}`, `top prend un nombre de 1 à ${searchLimits.top}`],
      ['Write | top 10 user', 'Écrivez | top 10 user'],
    )
  }
  draft.top = many
  skipSpace(cursor)
  return peek(cursor, name) === undefined ? ok('top') : keys(cursor, draft, 'top')
}

function over(cursor: Cursor, draft: Draft): Result<string, SearchProblem> {
  const span = wordSpan(cursor)
  if (take(cursor, command)?.toLowerCase() !== 'time' || draft.over !== undefined) {
    return refuse(
      'bad-stage',
      span,
      ['over is followed by time, once', 'over est suivi de time, une fois'],
      ['Write | over time or | over time 1h', 'Écrivez | over time ou | over time 1h'],
    )
  }
  skipSpace(cursor)
  if (atEnd(cursor) || cursor.text[cursor.at] === '|') {
    draft.over = {}
    return ok('over')
  }
  const seconds = readSpan(cursor)
  if (!seconds.ok) return seconds
  draft.over = { seconds: seconds.value }
  return ok('over')
}

function unread(cursor: Cursor): ReturnType<typeof refuse> {
  const [start, end] = wordSpan(cursor)
  const word = said(cursor.text.slice(start, end))
  return refuse(
    'bad-stage',
    [start, end],
    [`${word} says nothing at this place`, `${word} ne dit rien à cet endroit`],
    [
      'Begin the next stage with |, and name fields after by',
      'Commencez l’étape suivante par |, et nommez les champs après by',
    ],
  )
}

function tooMany(at: Span): ReturnType<typeof refuse> {
  return refuse(
    'too-large',
    at,
    ['The search groups by too much at once', 'La recherche groupe par trop de choses à la fois'],
    [
      `Use at most ${searchLimits.keys} keys and ${searchLimits.measures} measures`,
      `Au plus ${searchLimits.keys} clés et ${searchLimits.measures} mesures`,
    ],
  )
}
