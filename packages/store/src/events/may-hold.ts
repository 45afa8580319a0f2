import type { Field, Where } from '../query.ts'
import type { Scope } from '../scope.ts'
import { addressNumber, addressRange } from './address.ts'
import type { Bound } from './duckdb.ts'
import { fieldOf } from './fields.ts'
import { addressKey, hasFilter, mayHoldKey } from './parts/part-filter.ts'
import { storableText } from './storable-text.ts'

/** A condition over the part table, with what it binds. */
export interface MayHold {
  readonly sql: string
  readonly values: readonly Bound[]
}

/** Writes a condition; nothing is bound before. */
type Written = (bind: (value: Bound) => string) => string

/** Values that are looked up in filters by one list; a longer one looks into every part. */
const mostKeys = 32
/** Values that are looked up by one query. */
const mostBound = 64

/**
 * Which parts can hold a row that a condition is true of, for a condition that `compileWhere` has taken.
 *
 * Says `true` wherever it does not know: a part that is opened for nothing costs time, one that is passed over wrongly
 * would lose an answer.
 */
export function mayHold(where: Where | undefined, scope: Scope): MayHold {
  const values: Bound[] = []
  const all = [
    ...(where === undefined ? [] : [may(where)]),
    ...(scope.kind === 'sources' ? [oneOf('source', scope.sources)] : []),
  ]
  const sql = joined(all.filter(known), 'and', 'true')((value) => `$${values.push(value)}`)
  return values.length > mostBound ? { sql: 'true', values: [] } : { sql, values }
}

/** Nothing where any part may hold it. */
function may(node: Where): Written | undefined {
  switch (node.kind) {
    case 'and':
      return joined(node.of.map(may).filter(known), 'and', 'true')
    case 'or': {
      const either = node.of.map(may)
      return either.every(known) ? joined(either, 'or', 'false') : undefined
    }
    case 'cmp':
      return node.op === 'eq' ? oneOf(node.field, [node.value]) : undefined
    case 'in':
      return oneOf(node.field, node.values)
    case 'cidr': {
      const range = hasFilter(node.field) ? addressRange(node.network.trim()) : undefined
      if (range === undefined || range.from !== range.to) return undefined
      return (bind) => mayHoldKey(node.field, [addressKey(range.from)], bind)
    }
    default:
      return undefined
  }
}

function oneOf(field: Field, sought: readonly (string | number | boolean)[]): Written | undefined {
  if (sought.length === 0) return () => 'false'
  if (!hasFilter(field) || sought.length > mostKeys) return undefined
  const keys = sought.map((value) => keyOf(field, String(value)))
  return keys.every(known) ? (bind) => mayHoldKey(field, keys, bind) : undefined
}

function joined(some: readonly Written[], how: 'and' | 'or', none: 'true' | 'false'): Written {
  return (bind) => (some.length === 0 ? none : `(${some.map((one) => one(bind)).join(` ${how} `)})`)
}

function known<Value>(value: Value | undefined): value is Value {
  return value !== undefined
}

/** What a value is found by; nothing where an address is asked for by a text that is none. */
function keyOf(field: Field, value: string): string | undefined {
  if (fieldOf(field).type !== 'address') return storableText(value)
  const number = addressNumber(value)
  return number === undefined ? undefined : addressKey(number)
}
