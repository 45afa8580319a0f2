import { columns, parseEventId } from '@tocsin/event'
import { assertNever } from '@tocsin/kit'
import type { Field, GroupKey, Measure, Query } from '../query.ts'
import type { Scope } from '../scope.ts'
import { badQuery } from './bad-query.ts'
import { compileWhere } from './compile-where.ts'
import type { Bound } from './duckdb.ts'
import { fieldOf } from './fields.ts'
import { type MayHold, mayHold } from './may-hold.ts'
import { least, most } from './parts/part.ts'
import { headFields } from './schema.ts'

export interface CompiledQuery {
  /** SQL over a relation with the columns of `event`. */
  sql(relation: string): string
  readonly values: readonly Bound[]
  /** Which rows can answer: [from, until) of a time, in microseconds. */
  readonly range: TimeRange
  /** Which parts can hold such a row. */
  readonly holds: MayHold
  /** For events: the same page as places in the store and nothing else, and how its rows are then read. */
  readonly page?: EventPage
  /** What the answer's cells are called; an event has its place (partition, offset, index) before them. */
  readonly shape: 'events' | 'groups'
  readonly names: readonly string[]
}

export interface TimeRange {
  readonly field: Query['timeField']
  readonly from: bigint
  readonly until: bigint
}

export interface EventPage {
  readonly limit: number
  readonly way: 'asc' | 'desc'
  /** Partition, offset, index, and the time in microseconds, in order. */
  places(relation: string): string
  /** Some cells of all rows, in order. */
  rows(relation: string, cells: string, limit: number): string
}

export const queryLimits = { rows: 10_000, keys: 4, measures: 8, bucket: 366 * 86_400, top: 100 } as const

/**
 * One SQL statement for a query, narrowed to a scope.
 *
 * Event times are over 64-bit microseconds; a result's times are in milliseconds.
 *
 * @throws TocsinError `bad-query` with what to change
 */
export function compileQuery(query: Query, scope: Scope): CompiledQuery {
  const values: Bound[] = []
  const bind = (value: Bound) => `$${values.push(value)}`
  const { limit } = query
  if (!Number.isInteger(limit) || limit < 1 || limit > queryLimits.rows) {
    throw badQuery('The limit is not between 1 and 10,000', 'Ask for 1 to 10,000 rows and page on from the last one')
  }
  if (query.from !== 'event') throw badQuery('Only events can be asked for', 'Set "from" to "event"')
  const range = rangeOf(query)
  const conditions = [timeRange(range, bind), scopeSql(scope, bind)]
  if (query.where !== undefined) conditions.push(compileWhere(query.where, bind))
  const grouped = query.groupBy !== undefined || query.measures !== undefined
  if (query.after !== undefined) {
    if (grouped) throw badQuery('Groups have no pages', 'Leave out "after", or ask for events')
    conditions.push(afterRow(query, query.after, bind))
  }
  const where = conditions.join(' and ')
  const holds = mayHold(query.where, scope)
  return { ...(grouped ? groups(query, where, values, bind) : events(query, where, values)), range, holds }
}

const eventCells = [
  'partition',
  '"offset"',
  '"index"',
  'epoch_us(time)',
  'epoch_us(received)',
  ...headFields,
  ...columns.map(({ column }) => `"${column}"`),
].join(', ')
const eventNames = ['time', 'received', ...headFields, ...columns.map(({ name }) => name)]

function events(query: Query, where: string, values: Bound[]): Omit<CompiledQuery, 'range' | 'holds'> {
  const way = direction(query, 'desc')
  const order = orderSql(timeColumn(query), way)
  const { limit } = query
  return {
    sql: (relation) => `select ${eventCells} from ${relation} where ${where} order by ${order} limit ${limit}`,
    values,
    page: {
      limit,
      way,
      places: (relation) =>
        `select partition, "offset", "index", epoch_us(${timeColumn(query)}) from ${relation} where ${where} order by ${order} limit ${limit}`,
      rows: (relation, cells, most) =>
        `select ${cells} from ${relation} where ${where} order by ${order} limit ${most}`,
    },
    shape: 'events',
    names: eventNames,
  }
}

/** SQL that selects events as an export in columns has them: OCSF's names, times as timestamps. */
export function exportSql(compiled: CompiledQuery, names: readonly string[], limit: number, relation: string): string {
  const cells = names.map((name) => `${exported.get(name) ?? 'null'} as "${name}"`)
  return compiled.page?.rows(relation, cells.join(', '), limit) ?? ''
}

/** SQL of a page of text: where each row is, its time in microseconds, and one value for the rest of it. */
export function textSql({ page, range }: CompiledQuery, line: string, relation: string): string {
  return page?.rows(relation, `partition, "offset", "index", epoch_us(${range.field}), ${line}`, page.limit) ?? ''
}

const exported: ReadonlyMap<string, string> = new Map([
  ['id', `partition || '.' || "offset" || '.' || "index"`],
  ['time', 'time'],
  ['received', 'received'],
  ...headFields.map((name) => [name, name] as const),
  ...columns.map(({ name, column }) => [name, `"${column}"`] as const),
])

function orderSql(column: string, way: 'asc' | 'desc'): string {
  return [column, 'partition', '"offset"', '"index"'].map((one) => `${one} ${way}`).join(', ')
}

/** A place in the store, with the time that pages are ordered by, in microseconds. */
export interface Place {
  readonly partition: number
  readonly offset: bigint
  readonly index: number
  readonly at: bigint
}

/** SQL that reads the rows at some places, in the order of a page. Their times let whole files and groups of rows be passed over. */
export function rowsAt(
  relation: string,
  places: readonly Place[],
  field: Query['timeField'],
  way: 'asc' | 'desc',
): string {
  const times = places.map(({ at }) => at)
  const [from, until] = [times.reduce(least), times.reduce(most)]
  const exact = new Set(times.map((at) => `make_timestamp(${at}::bigint)`))
  const near =
    exact.size <= 256
      ? `${field} in (${[...exact].join(', ')})`
      : `${field} between make_timestamp(${from}::bigint) and make_timestamp(${until}::bigint)`
  const tuples = places.map(({ partition, offset, index }) => `(${partition}, ${offset}::bigint, ${index})`)
  return (
    `select ${eventCells} from ${relation} where ${near} and (partition, "offset", "index") in (values ${tuples.join(', ')})` +
    ` order by ${orderSql(field, way)}`
  )
}

function groups(
  query: Query,
  where: string,
  values: Bound[],
  bind: (value: Bound) => string,
): Omit<CompiledQuery, 'range' | 'holds'> {
  const { groupBy = [], measures = [] } = query
  if (!Array.isArray(groupBy) || !Array.isArray(measures)) throw badQuery('Keys and measures are lists', 'Give lists')
  if (groupBy.length > queryLimits.keys) throw badQuery('Too many group keys', 'Group by at most 4 keys')
  if (measures.length > queryLimits.measures) throw badQuery('Too many measures', 'Ask for at most 8 measures')
  if (groupBy.length + measures.length === 0) throw badQuery('Nothing to group by', 'Give a key or a measure')
  const cells = [
    ...groupBy.map((key, i) => `${keySql(key, query, bind)} as key${i}`),
    ...measures.map((measure, i) => `${measureSql(measure)} as measure${i}`),
  ]
  const keys = groupBy.map((_, i) => `key${i}`)
  const way = direction(query, measures.length > 0 ? 'desc' : 'asc')
  const order = [
    ...(measures.length > 0 ? [`measure0 ${way} nulls last`] : []),
    ...keys.map((key) => `${key} ${measures.length > 0 ? 'asc' : way} nulls last`),
  ]
  const by = keys.length > 0 ? ` group by ${keys.join(', ')}` : ''
  return {
    sql: (relation) =>
      `select ${cells.join(', ')} from ${relation} where ${where}${by} order by ${order.join(', ')} limit ${query.limit}`,
    values,
    shape: 'groups',
    names: [...keys, ...measures.map((_, i) => `measure${i}`)],
  }
}

function keySql(key: GroupKey, query: Query, bind: (value: Bound) => string): string {
  switch (key?.kind) {
    case 'field':
      return fieldOf(key.field).sql
    case 'bucket': {
      if (!Number.isInteger(key.seconds) || key.seconds < 1 || key.seconds > queryLimits.bucket) {
        throw badQuery('A bucket is 1 second to 366 days', 'Give whole seconds between 1 and 31,622,400')
      }
      const step = bind(BigInt(key.seconds) * 1_000_000n)
      const at = `epoch_us(${timeColumn(query)})`
      // The remainder of a time before 1970 is negative: bring it into [0, step) so that buckets do not meet at zero
      return `(${at} - ((${at} % ${step}) + ${step}) % ${step}) // 1000`
    }
    default:
      return unknownKind(key, 'group key')
  }
}

function measureSql(measure: Measure): string {
  switch (measure?.kind) {
    case 'count':
      return 'count(*)'
    case 'distinct':
      return `count(distinct ${fieldOf(measure.field).sql})`
    case 'approxDistinct':
      return `approx_count_distinct(${fieldOf(measure.field).sql})`
    case 'topK':
      if (!Number.isInteger(measure.k) || measure.k < 1 || measure.k > queryLimits.top) {
        throw badQuery('The most frequent values are 1 to 100', 'Ask for 1 to 100 of them')
      }
      return `cast(to_json(approx_top_k(${fieldOf(measure.field).sql}, ${measure.k})) as varchar)`
    case 'percentile':
      if (!(measure.percent >= 0 && measure.percent <= 100)) {
        throw badQuery('A percentile is 0 to 100', 'Ask for one such as 50, 95 or 99')
      }
      return `approx_quantile(cast(${numberOf(measure.field)} as double), ${measure.percent / 100})`
    case 'sum':
    case 'avg':
      return `cast(${measure.kind}(${numberOf(measure.field)}) as double)`
    case 'min':
    case 'max':
      return `${measure.kind}(${fieldOf(measure.field).sql})`
    default:
      return unknownKind(measure, 'measure')
  }
}

function numberOf(field: Field): string {
  const { type, sql, name } = fieldOf(field)
  if (type !== 'integer' && type !== 'real') throw badQuery(`${name} is no number`, 'Sum or average a number')
  return sql
}

function unknownKind(_: never, what: string): never {
  throw badQuery(`The query has an unknown ${what}`, 'Use a kind of the query language')
}

function timeColumn(query: Query): Query['timeField'] {
  if (query.timeField === 'time') return 'time'
  if (query.timeField === 'received') return 'received'
  throw badQuery('A time range is over "time" or "received"', 'Set "timeField" to one of them')
}

function direction(query: Query, byDefault: 'asc' | 'desc'): 'asc' | 'desc' {
  if (query.order === undefined) return byDefault
  return query.order === 'ascending' ? 'asc' : 'desc'
}

function rangeOf(query: Query): TimeRange {
  const [from, to] = Array.isArray(query.time) ? query.time : [Number.NaN, Number.NaN]
  if (!Number.isFinite(from) || !Number.isFinite(to) || !(from < to)) {
    throw badQuery('A query needs a time range', 'Give [from, to) in milliseconds, from before to')
  }
  return { field: timeColumn(query), from: micros(from), until: micros(to) }
}

function timeRange({ field, from, until }: TimeRange, bind: (value: Bound) => string): string {
  return `${field} >= make_timestamp(${bind(from)}) and ${field} < make_timestamp(${bind(until)})`
}

/** After the last row of the page before, in the order of the query. */
function afterRow(query: Query, after: { time: number; id: string }, bind: (value: Bound) => string): string {
  const at = typeof after?.id === 'string' ? parseEventId(after.id) : undefined
  if (at === undefined || !Number.isFinite(after.time)) {
    throw badQuery('"after" names no event', 'Give the time and id of the last row of the page before')
  }
  const beyond = direction(query, 'desc') === 'desc' ? '<' : '>'
  const column = timeColumn(query)
  const time = `make_timestamp(${bind(micros(after.time))})`
  const [p, o, i] = [at.partition, at.offset, at.index].map((part) => bind(BigInt(part)))
  return (
    `(${column} ${beyond}= ${time} and (${column} ${beyond} ${time} or partition ${beyond} ${p} or (partition = ${p}` +
    ` and ("offset" ${beyond} ${o} or ("offset" = ${o} and "index" ${beyond} ${i})))))`
  )
}

function micros(milliseconds: number): bigint {
  const bounded = Math.max(-8.64e15, Math.min(8.64e15, milliseconds))
  return BigInt(Math.round(bounded * 1000))
}

/** What the scope lets through. */
function scopeSql(scope: Scope, bind: (value: Bound) => string): string {
  switch (scope.kind) {
    case 'all':
      return 'true'
    case 'sources': {
      const { sources } = scope
      return sources.length === 0 ? 'false' : `source in (${sources.map((source) => bind(source)).join(', ')})`
    }
    default:
      return assertNever(scope, 'scope')
  }
}
