import { assertNever } from '@tocsin/kit'
import { RE2JS } from 're2js'
import type { Cmp, Field, QueryRow, Where } from '../query.ts'
import { type AddressRange, addressNumber, addressRange, mappedBlock } from './address.ts'
import { badQuery } from './bad-query.ts'
import { type Bind, compileWhere } from './compile-where.ts'
import { fieldOf, textColumnNames } from './fields.ts'
import { storableText } from './storable-text.ts'

/** Whether one event, as it is about to be stored, answers a condition. */
export type RowTest = (row: QueryRow) => boolean

/** Where a public address is registered; nothing where nobody knows. */
export type PlaceOf = (address: string) => { readonly country?: string; readonly asn?: number } | undefined

/**
 * The meaning of `compileWhere` for one row, without the store: what is not held by one is not held by the other.
 *
 * @param placeOf for conditions on places, which the store knows nothing of
 * @throws TocsinError `bad-query` where the store would refuse the condition too, or places are asked for and nobody knows any
 */
export function rowTest(where: Where, placeOf?: PlaceOf): RowTest {
  // The store's own compiler looks whether the condition is sound: bounds, fields, types.
  compileWhere(placeOf === undefined ? where : withoutPlaces(where), unbound)
  return testOf(where, placeOf)
}

const unbound: Bind = () => '?'

/** The condition with `exists` in the place of what the store leaves to others. */
function withoutPlaces(where: Where): Where {
  switch (where.kind) {
    case 'and':
    case 'or':
      return { ...where, of: where.of.map(withoutPlaces) }
    case 'not':
      return { ...where, of: withoutPlaces(where.of) }
    case 'country':
    case 'asn':
      return { kind: 'cidr', field: where.field, network: '::/0' }
    default:
      return where
  }
}

function testOf(where: Where, placeOf: PlaceOf | undefined): RowTest {
  switch (where.kind) {
    case 'and': {
      const all = where.of.map((one) => testOf(one, placeOf))
      return (row) => all.every((one) => one(row))
    }
    case 'or': {
      const any = where.of.map((one) => testOf(one, placeOf))
      return (row) => any.some((one) => one(row))
    }
    case 'not': {
      const not = testOf(where.of, placeOf)
      return (row) => !not(row)
    }
    case 'cmp':
      return comparison(where)
    case 'in': {
      const any = where.values.map((value) => comparison({ kind: 'cmp', field: where.field, op: 'eq', value }))
      return (row) => any.some((one) => one(row))
    }
    case 'contains':
      return onText(where.field, where.text, (value, text) => value.includes(text))
    case 'starts':
      return onText(where.field, where.text, (value, text) => value.startsWith(text))
    case 'ends':
      return onText(where.field, where.text, (value, text) => value.endsWith(text))
    case 'like':
      return onText(where.field, where.pattern.replace(/\*+/g, '*'), isLike)
    case 'cidr':
      return within(where.field, addressRange(where.network.trim()))
    case 'exists':
      return (row) => row[where.field] !== undefined
    case 'anywhere': {
      const sought = fold(where.text)
      return (row) => textColumnNames.some((name) => row[name] !== undefined && fold(row[name]).includes(sought))
    }
    case 'token': {
      const sought = fold(storableText(where.text))
      const columns = where.field === undefined ? textColumnNames : [where.field]
      return (row) => columns.some((name) => row[name] !== undefined && isWholeWords(fold(row[name]), sought))
    }
    case 'id':
      return (row) => row['id'] === where.id
    case 'realm':
      return (row) => row['realm'] === where.realm
    case 'regex':
      return expression(where.field, where.pattern)
    case 'country':
      return place(where.field, placeOf, (found) => found?.country === where.code)
    case 'asn':
      return place(where.field, placeOf, (found) => found?.asn === where.number)
    default:
      return assertNever(where)
  }
}

function comparison({ field: name, op, value: asked }: Cmp): RowTest {
  const { type } = fieldOf(name)
  const answers = holding[op]
  if (type === 'integer' || type === 'real')
    return (row) => row[name] !== undefined && answers(row[name], Number(asked))
  if (type === 'boolean') return (row) => row[name] !== undefined && answers(row[name], asked)
  const address = type === 'address' ? addressNumber(String(asked)) : undefined
  if (address !== undefined) {
    return (row) => row[name] !== undefined && (addressNumber(String(row[name])) === address) === (op === 'eq')
  }
  const text = fold(storableText(String(asked)))
  return (row) => row[name] !== undefined && answers(fold(row[name]), text)
}

type Kept = QueryRow[string] | undefined

const holding: Readonly<Record<Cmp['op'], (kept: Kept, asked: string | number | boolean) => boolean>> = {
  eq: (kept, asked) => kept === asked,
  ne: (kept, asked) => kept !== asked,
  lt: (kept, asked) => Number(kept) < Number(asked),
  lte: (kept, asked) => Number(kept) <= Number(asked),
  gt: (kept, asked) => Number(kept) > Number(asked),
  gte: (kept, asked) => Number(kept) >= Number(asked),
}

function onText(field: Field, text: string, holds: (value: string, asked: string) => boolean): RowTest {
  const asked = fold(storableText(text))
  return (row) => row[field] !== undefined && holds(fold(row[field]), asked)
}

/** As the store's RE2: in linear time, letters folded, `.` takes line ends. */
function expression(field: Field, pattern: string): RowTest {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(storableText(pattern), RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw badQuery(
      `The regular expression cannot be used: ${why}`,
      'Use what RE2 has: no look-around, no back-references',
    )
  }
  return (row) => row[field] !== undefined && compiled.test(String(row[field]))
}

function place(field: Field, placeOf: PlaceOf | undefined, holds: (found: ReturnType<PlaceOf>) => boolean): RowTest {
  if (placeOf === undefined) {
    throw badQuery('Nobody here knows the places of addresses', 'Give the network (`src.ip:10.0.0.0/8`)')
  }
  return (row) => row[field] !== undefined && holds(placeOf(String(row[field])))
}

function within(field: Field, range: AddressRange | undefined): RowTest {
  if (range === undefined) return () => false
  return (row) => {
    const number = row[field] === undefined ? undefined : addressNumber(String(row[field]))
    if (number === undefined || number < range.from || number > range.to) return false
    return !(range.apart && number >= mappedBlock.from && number <= mappedBlock.to)
  }
}

function fold(value: Kept): string {
  return String(value).toLowerCase()
}

/** The text with no letter, digit or `_` right before or after it, as `compileWhere` asks for a token. */
function isWholeWords(value: string, sought: string): boolean {
  for (let at = value.indexOf(sought); at >= 0; at = value.indexOf(sought, at + 1)) {
    if (!wordBefore.test(value.slice(Math.max(0, at - 2), at)) && !wordAfter.test(value.slice(at + sought.length))) {
      return true
    }
  }
  return false
}

const wordBefore = /[\p{L}\p{N}_]$/u
const wordAfter = /^[\p{L}\p{N}_]/u

/** `*` any length, `?` one character, over the whole value; at worst as many steps as the product of both lengths. */
function isLike(value: string, pattern: string): boolean {
  // By characters, as the store counts them, and not by halves of them.
  const [text, wanted] = [[...value], [...pattern]]
  let at = 0
  let place = 0
  let star = -1
  let from = 0
  while (at < text.length) {
    if (wanted[place] === '*') {
      star = place++
      from = at
    } else if (place < wanted.length && (wanted[place] === '?' || wanted[place] === text[at])) {
      at++
      place++
    } else if (star >= 0) {
      place = star + 1
      at = ++from
    } else return false
  }
  while (wanted[place] === '*') place++
  return place === wanted.length
}
