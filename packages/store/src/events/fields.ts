import { type ColumnType, columns } from '@tocsin/event'
import type { Field } from '../query.ts'
import { badQuery } from './bad-query.ts'
import { headFields } from './schema.ts'

/** A field that a query may name, with the SQL that reads it. */
export interface KnownField {
  readonly name: Field
  readonly type: ColumnType
  readonly sql: string
  /** The halves of an address's number; the column itself elsewhere. */
  readonly highSql: string
  readonly lowSql: string
}

/**
 * The field of a name from the registry or the event's head.
 *
 * @throws TocsinError `bad-query` for any other name: names never come from free text
 */
export function fieldOf(name: Field): KnownField {
  const known = fields.get(name)
  if (known === undefined) throw badQuery('The query names an unknown field', 'Use a field of the registry')
  return known
}

const fields = new Map<string, KnownField>([
  ...headFields.map((name) => [name, { name, type: 'text' as const, sql: name, highSql: name, lowSql: name }] as const),
  ...columns.map(({ name, column, type }) => [name, columnField(name, column, type)] as const),
])

function columnField(name: Field, column: string, type: ColumnType): KnownField {
  const half = (which: string) => (type === 'address' ? `"${column}_${which}"` : `"${column}"`)
  return { name, type, sql: `"${column}"`, highSql: half('high'), lowSql: half('low') }
}

const textColumns = columns.filter(({ type }) => type === 'text' || type === 'address')

/** Every column that a text can be in, as SQL and by its name. */
export const textFields: readonly string[] = textColumns.map(({ column }) => `"${column}"`)
export const textColumnNames: readonly Field[] = textColumns.map(({ name }) => name)
