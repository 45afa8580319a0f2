import { type ColumnType, columns } from '@tocsin/event'
import type { Field } from '../query.ts'
import { badQuery } from './bad-query.ts'
import { headFields } from './schema.ts'

/** A field that a query may name, with the SQL that reads it. */
export interface KnownField {
  readonly name: Field
  readonly type: ColumnType
  readonly sql: string
  /** The number of an address; the column itself elsewhere. */
  readonly numberSql: string
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
  ...headFields.map((name): [string, KnownField] => [name, { name, type: 'text', sql: name, numberSql: name }]),
  ...columns.map(({ name, column, type }): [string, KnownField] => [
    name,
    { name, type, sql: `"${column}"`, numberSql: type === 'address' ? `"${column}_n"` : `"${column}"` },
  ]),
])

/** Every column that a text can be in. */
export const textFields: readonly string[] = columns
  .filter(({ type }) => type === 'text' || type === 'address')
  .map(({ column }) => `"${column}"`)
