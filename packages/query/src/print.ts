import { assertNever } from '@tocsin/kit'
import { printPlace } from './parse-place.ts'
import type { Measure, Where } from './query.ts'
import type { Search } from './search.ts'
import { printSpan } from './span.ts'

/** A search as text, with full names and every bracket written: `parse` reads the same search from it. */
export function print(search: Search): string {
  const { around, where, by, over, measures, top } = search
  const parts: string[] = []
  if (around !== undefined) {
    const near = around.kind === 'event' ? around.event : new Date(around.time).toISOString()
    parts.push(`around ${near} ${printSpan(around.seconds)}`)
  }
  if (where !== undefined) parts.push(printWhere(where))
  const keys = by.length === 0 ? '' : ` by ${by.join(', ')}`
  const stages = measures.map((measure, i) => `| ${printMeasure(measure)}${i === 0 ? keys : ''}`)
  if (over !== undefined) {
    stages.push(over.seconds === undefined ? '| over time' : `| over time ${printSpan(over.seconds)}`)
  }
  if (top !== undefined) stages.push(`| top ${top}`)
  if (where === undefined && stages.length > 0) parts.push('*')
  return [...parts, ...stages].join(' ')
}

/** What a measure is called: `count`, `sum traffic.bytes_out`. */
export function printMeasure(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count'
    case 'topK':
      return `frequent ${measure.k} ${measure.field}`
    case 'percentile':
      return `percentile ${measure.percent} ${measure.field}`
    default:
      return `${measure.kind} ${measure.field}`
  }
}

/** A condition as text; `and` and `or` of nothing, which no text gives, are written as brackets with nothing in them. */
export function printWhere(where: Where): string {
  switch (where.kind) {
    case 'and':
    case 'or':
      return where.of.map(inBrackets).join(where.kind === 'and' ? ' AND ' : ' OR ') || '()'
    case 'not':
      return `NOT ${inBrackets(where.of)}`
    case 'cmp':
      return `${where.field}${signs[where.op]}${writeValue(String(where.value))}`
    case 'in':
      return `${where.field}:(${where.values.map((value) => writeValue(String(value))).join(' OR ')})`
    case 'starts':
      return `${where.field}:${writeValue(where.text)}*`
    case 'ends':
      return `${where.field}:*${writeValue(where.text)}`
    case 'contains':
      return `${where.field}:*${writeValue(where.text)}*`
    case 'like':
      return `${where.field}:${where.pattern.replace(/[^*?]+/g, writeValue)}`
    case 'cidr':
      return `${where.field}:${where.network}`
    case 'exists':
      return `${where.field}:*`
    case 'realm':
      return `realm:${where.realm}`
    case 'country':
    case 'asn':
      return printPlace(where)
    case 'id':
      return `id:${where.id}`
    case 'anywhere':
      return /^[\p{L}\p{N}_]+$/u.test(where.text) && !keyword.test(where.text) ? where.text : quote(where.text)
    case 'token':
      return where.field === undefined ? `word:${quote(where.text)}` : `${where.field}:word(${quote(where.text)})`
    case 'regex':
      return `${where.field}:/${writePattern(where.pattern)}/`
    default:
      return assertNever(where, 'condition')
  }
}

const signs = { eq: ':', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const
const keyword = /^(and|or|not|to|around)$/i

function inBrackets(where: Where): string {
  const text = printWhere(where)
  return where.kind === 'and' || where.kind === 'or' ? `(${text})` : text
}

/** Bare where nothing in it has a meaning, else in quotation marks. */
export function writeValue(text: string): string {
  return /^[^\s()[\]{}"|*?,=<>/][^\s()[\]{}"|*?,=<>]*$/u.test(text) && !keyword.test(text) ? text : quote(text)
}

/** An expression between its `/`: what would end it is escaped, and white space is written as its class. */
function writePattern(pattern: string): string {
  return pattern.replace(/\\[\s\S]|[/\s]/gu, (sign) => (sign === '/' ? '\\/' : /^\s$/u.test(sign) ? '\\s' : sign))
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
