import { type EventRow, realms } from '@tocsin/event'
import type { Where } from './query.ts'

export type Row = EventRow

const fold = (value: unknown) => String(value).toLowerCase()
const columnsOfText = ['message', 'user.name', 'actor.user.name'] as const

/** What a condition means for one row, as plainly as it can be written. The store's own tests hold it to the same meaning. */
export function holds(where: Where, row: Row): boolean {
  switch (where.kind) {
    case 'and':
      return where.of.every((part) => holds(part, row))
    case 'or':
      return where.of.some((part) => holds(part, row))
    case 'not':
      return !holds(where.of, row)
    case 'anywhere':
      return columnsOfText.some((name) => row[name] !== undefined && fold(row[name]).includes(fold(where.text)))
    case 'token': {
      const { field, text } = where
      const names = field === undefined ? columnsOfText : [field]
      const values = names.map((name) => (row as Readonly<Record<string, unknown>>)[name])
      return values.some((value) => value !== undefined && words(fold(value)).includes(fold(text)))
    }
    case 'realm':
      return realms[0] === where.realm
    case 'id':
    case 'country':
    case 'asn':
      return false
    default:
      return of(where, (row as Readonly<Record<string, unknown>>)[where.field])
  }
}

function of(
  where: Exclude<Where, { kind: 'and' | 'or' | 'not' | 'anywhere' | 'token' | 'realm' | 'id' | 'country' | 'asn' }>,
  value: unknown,
): boolean {
  if (value === undefined) return false
  switch (where.kind) {
    case 'exists':
      return true
    case 'starts':
      return fold(value).startsWith(fold(where.text))
    case 'ends':
      return fold(value).endsWith(fold(where.text))
    case 'contains':
      return fold(value).includes(fold(where.text))
    case 'in':
      return where.values.some((one) => fold(one) === fold(value))
    case 'regex':
      return new RegExp(where.pattern, 'isu').test(String(value))
    case 'cmp': {
      const [kept, asked] = typeof value === 'number' ? [value, Number(where.value)] : [fold(value), fold(where.value)]
      const answers = {
        eq: kept === asked,
        ne: kept !== asked,
        lt: kept < asked,
        lte: kept <= asked,
        gt: kept > asked,
        gte: kept >= asked,
      }
      return answers[where.op]
    }
    default:
      throw new Error(`${where.kind} is not asked of these rows`)
  }
}

function words(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}_]+/u)
}
