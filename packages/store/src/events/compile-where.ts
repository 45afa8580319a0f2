import { parseEventId, realms } from '@tocsin/event'
import type { Cmp, Field, Where } from '../query.ts'
import { addressNumber, addressRange, highHalf, lowHalf, mappedBlock } from './address.ts'
import { badQuery } from './bad-query.ts'
import type { Bound } from './duckdb.ts'
import { fieldOf, type KnownField, textFields } from './fields.ts'
import { storableText } from './storable-text.ts'

/** How large a condition may be. */
export const whereLimits = { depth: 16, nodes: 512, values: 1_000, text: 4_096, pattern: 512 } as const

/** Takes a value and gives its place (`$3`) in the statement. */
export type Bind = (value: Bound) => string

/**
 * SQL for a condition; every value is bound.
 *
 * A condition on a field that is absent is false, `ne` too; so `not` of it is true. That is what analysts know from other
 * search languages, and it keeps SQL's third truth value out of sight.
 *
 * @throws TocsinError `bad-query`
 */
export function compileWhere(where: Where, bind: Bind): string {
  let nodes = 0
  let values = 0

  const compile = (node: Where, depth: number): string => {
    if (depth > whereLimits.depth) throw badQuery('The condition is nested too deeply', 'Use at most 16 levels')
    if (++nodes > whereLimits.nodes) throw badQuery('The condition has too many parts', 'Use at most 512 parts')
    // The query may come from another process: the types do not hold there
    switch (node?.kind) {
      case 'and':
      case 'or': {
        if (!Array.isArray(node.of)) throw badQuery(`"${node.kind}" needs a list`, 'Give a list of conditions')
        if (node.of.length === 0) return node.kind === 'and' ? 'true' : 'false'
        return `(${node.of.map((part) => compile(part, depth + 1)).join(` ${node.kind} `)})`
      }
      case 'not':
        return `((${compile(node.of, depth + 1)}) is not true)`
      case 'cmp':
        return comparison(node, bind)
      case 'in':
        if (!Array.isArray(node.values)) throw badQuery('"in" needs a list', 'Give a list of values')
        values += node.values.length
        if (values > whereLimits.values) throw badQuery('Too many values in lists', 'Use at most 1,000 values')
        return membership(fieldOf(node.field), node.values, bind)
      case 'contains':
        return `contains(lower(${textField(node.field)}), lower(${text(node.text, bind)}))`
      case 'starts':
        return `starts_with(lower(${textField(node.field)}), lower(${text(node.text, bind)}))`
      case 'ends':
        return `suffix(lower(${textField(node.field)}), lower(${text(node.text, bind)}))`
      case 'like':
        return like(textField(node.field), node.pattern, bind)
      case 'cidr':
        return network(node.field, node.network, bind)
      case 'exists':
        return `(${fieldOf(node.field).sql} is not null)`
      case 'anywhere':
        return anywhere(node.text, bind)
      case 'country':
      case 'asn':
        throw badQuery('Places of addresses are known to a running server', 'Ask the server, in the search of events')
      case 'id':
        return oneEvent(node.id, bind)
      case 'token':
        return token(node.field === undefined ? textFields : [textField(node.field)], node.text, bind)
      case 'regex':
        return regex(textField(node.field), node.pattern, bind)
      case 'realm':
        if (!realms.includes(node.realm)) throw badQuery('There is no such realm', `Use one of ${realms.join(', ')}`)
        return `(realm = ${bind(node.realm)})`
      default:
        throw badQuery('The condition has an unknown kind', 'Use a kind of the query language')
    }
  }
  return compile(where, 0)
}

function oneEvent(id: string, bind: Bind): string {
  const at = typeof id === 'string' && id.length <= 64 ? parseEventId(id) : undefined
  if (at === undefined) throw badQuery('That is no id of an event', 'Write it like 3.1042.0')
  const [partition, offset, index] = [at.partition, at.offset, at.index].map((part) => bind(BigInt(part)))
  return `(partition = ${partition} and "offset" = ${offset} and "index" = ${index})`
}

const operators = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function comparison({ field: name, op, value }: Cmp, bind: Bind): string {
  const field = fieldOf(name)
  if (!Object.hasOwn(operators, op)) throw badQuery('Unknown comparison', 'Use eq, ne, lt, lte, gt or gte')
  if (field.type === 'integer' || field.type === 'real') {
    return `(${field.sql} ${operators[op]} ${number(field, value, bind)})`
  }
  if (op !== 'eq' && op !== 'ne') {
    throw badQuery(`"${op}" does not order ${name}, which is not a number`, 'Use eq, ne, starts, like or cidr')
  }
  if (field.type === 'boolean') {
    if (typeof value !== 'boolean') throw badQuery(`${name} is true or false`, 'Compare it with true or false')
    return `(${field.sql} ${operators[op]} ${value})`
  }
  const address = field.type === 'address' ? addressNumber(String(value)) : undefined
  if (address !== undefined) {
    const same = addresses(field, [address], bind)
    return op === 'eq' ? same : `(${field.sql} is not null and ${same} is not true)`
  }
  return `(lower(${field.sql}) ${operators[op]} lower(${text(String(value), bind)}))`
}

function membership(field: KnownField, values: readonly (string | number)[], bind: Bind): string {
  if (values.length === 0) return 'false'
  if (field.type === 'integer' || field.type === 'real') {
    return `(${field.sql} in (${values.map((value) => number(field, value, bind)).join(', ')}))`
  }
  if (field.type === 'boolean') throw badQuery(`${field.name} is true or false`, 'Compare it with eq')
  const numbers: bigint[] = []
  const texts: string[] = []
  for (const value of values) {
    const address = field.type === 'address' ? addressNumber(String(value)) : undefined
    if (address === undefined) texts.push(String(value))
    else numbers.push(address)
  }
  const either: string[] = []
  if (numbers.length > 0) either.push(addresses(field, numbers, bind))
  if (texts.length > 0) {
    either.push(`lower(${field.sql}) in (${texts.map((one) => `lower(${text(one, bind)})`).join(', ')})`)
  }
  return `(${either.join(' or ')})`
}

/**
 * `*` and `?` over the whole value, in linear time.
 *
 * DuckDB's LIKE is fast and linear while `%` is all that it has to match. With `_` it backtracks: a few more `%` and a long
 * value hold a thread for minutes, where no interrupt reaches it; with ESCAPE it is slow. Those go to RE2.
 */
function like(sql: string, pattern: string, bind: Bind): string {
  checkText(pattern)
  const tidy = storableText(pattern).replace(/\*+/g, '*')
  if (!/[?%_\\]/.test(tidy)) return `(lower(${sql}) like lower(${bind(tidy.replaceAll('*', '%'))}))`
  const expression = tidy.replace(/[.*+?^${}()|[\]\\]/g, (special) => wildcards.get(special) ?? `\\${special}`)
  return `regexp_full_match(lower(${sql}), lower(${bind(expression)}), 's')`
}

const wildcards = new Map([
  ['*', '.*'],
  ['?', '.'],
])

function network(name: Field, text: string, bind: Bind): string {
  const field = fieldOf(name)
  if (field.type !== 'address') throw badQuery(`${name} is no address`, 'Use cidr on an address column')
  const range = typeof text === 'string' && text.length <= 64 ? addressRange(text.trim()) : undefined
  if (range === undefined) throw badQuery('That is no network', 'Write it like 10.0.0.0/8 or 2001:db8::/32')
  const within = between(field, range, bind)
  return range.apart ? `(${within} and not ${between(field, mappedBlock, bind)})` : within
}

/** The field is one of some addresses. */
function addresses({ highSql, lowSql }: KnownField, numbers: readonly bigint[], bind: Bind): string {
  const lowByHigh = new Map<bigint, string[]>()
  for (const number of numbers) {
    const low = bind({ unsigned: lowHalf(number) })
    const others = lowByHigh.get(highHalf(number))
    if (others === undefined) lowByHigh.set(highHalf(number), [low])
    else others.push(low)
  }
  const either = [...lowByHigh].map(
    ([high, lows]) => `(${highSql} = ${bind({ unsigned: high })} and ${lowSql} in (${lows.join(', ')}))`,
  )
  return `(${either.join(' or ')})`
}

/** The field lies in a network: its ends differ in the low half only, or the low half is free. */
function between({ highSql, lowSql }: KnownField, range: { from: bigint; to: bigint }, bind: Bind): string {
  const fromHigh = bind({ unsigned: highHalf(range.from) })
  if (highHalf(range.from) !== highHalf(range.to)) {
    return `(${highSql} between ${fromHigh} and ${bind({ unsigned: highHalf(range.to) })})`
  }
  const [fromLow, toLow] = [lowHalf(range.from), lowHalf(range.to)].map((unsigned) => bind({ unsigned }))
  return `(${highSql} = ${fromHigh} and ${lowSql} between ${fromLow} and ${toLow})`
}

function anywhere(sought: string, bind: Bind): string {
  const place = `lower(${text(sought, bind)})`
  return `(${textFields.map((sql) => `contains(lower(${sql}), ${place})`).join(' or ')})`
}

/** Whole words. The plain search before it is what most values are told apart by, at a tenth of the price. */
function token(columns: readonly string[], sought: string, bind: Bind): string {
  const plain = `lower(${text(sought, bind)})`
  const escaped = storableText(sought).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const whole = bind(`(?:^|[^\\p{L}\\p{N}_])${escaped}(?:$|[^\\p{L}\\p{N}_])`)
  const either = columns.map((sql) => `(contains(lower(${sql}), ${plain}) and regexp_matches(${sql}, ${whole}, 'is'))`)
  return `(${either.join(' or ')})`
}

/**
 * RE2 runs in time linear in the value, whatever the pattern; its length bounds what compiling it can cost.
 *
 * RE2 refuses what it cannot do in linear time: `queryDesk` says so as `bad-query`.
 */
function regex(sql: string, pattern: string, bind: Bind): string {
  if (typeof pattern !== 'string' || pattern.length === 0) throw badQuery('The pattern is no text', 'Give a pattern')
  if (pattern.length > whereLimits.pattern) {
    throw badQuery('The regular expression is too long', `Use at most ${whereLimits.pattern} characters`)
  }
  return `regexp_matches(${sql}, ${bind(storableText(pattern))}, 'is')`
}

function textField(name: Field): string {
  const field = fieldOf(name)
  if (field.type === 'text' || field.type === 'address') return field.sql
  throw badQuery(`${name} is no text`, 'Compare it with eq, lt or gt')
}

function number(field: KnownField, value: string | number | boolean, bind: Bind): string {
  const parsed = typeof value === 'string' && /^-?\d{1,16}(\.\d{1,16})?$/.test(value) ? Number(value) : value
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) {
    throw badQuery(`${field.name} is a number, and the value is not`, 'Compare it with a number')
  }
  return Number.isSafeInteger(parsed) ? bind(BigInt(parsed)) : bind(parsed)
}

function text(value: string, bind: Bind): string {
  checkText(value)
  return bind(storableText(value))
}

function checkText(value: string): void {
  if (typeof value !== 'string') throw badQuery('The value is no text', 'Give a text')
  if (value.length > whereLimits.text) throw badQuery('The text is too long', 'Use at most 4,096 characters')
}
