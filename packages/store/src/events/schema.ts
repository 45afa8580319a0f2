import { type ColumnType, columns } from '@tocsin/event'
import { assertNever } from '@tocsin/kit'
import type { HeadField } from '../query.ts'

/**
 * The form of `events.duckdb`. Form 2 has parts: whoever knows only form 1 would not see their rows. Raised when a released column changes its meaning or type; a new column of the registry
 * does not raise it, it is added when the file is opened.
 */
export const schemaVersion = 2

/** What every row has beside the registry's columns, with the type it is stored as and the key that it has in a row's JSON. */
const head = [
  ['partition', 'INTEGER', 'p', 'INTEGER'],
  ['offset', 'BIGINT', 'o', 'BIGINT'],
  ['index', 'INTEGER', 'i', 'INTEGER'],
  ['time', 'TIMESTAMP', 't', 'DOUBLE'],
  ['received', 'TIMESTAMP', 'r', 'DOUBLE'],
  ['time_quality', 'VARCHAR', 'tq', 'VARCHAR'],
  ['source', 'VARCHAR', 'source', 'VARCHAR'],
  ['realm', 'VARCHAR', 'realm', 'VARCHAR'],
  ['origin', 'VARCHAR', 'origin', 'VARCHAR'],
  ['decoder', 'VARCHAR', 'decoder', 'VARCHAR'],
  ['repeated', 'VARCHAR', 'repeated', 'VARCHAR'],
] as const

export const headFields: readonly HeadField[] = ['source', 'realm', 'origin', 'time_quality', 'decoder', 'repeated']

/**
 * Columns of the `event` table with their types, in order. An address has its 128-bit number beside it, for equality and
 * networks: in two halves, which DuckDB compares a hundred times faster than one UHUGEINT.
 */
export const eventColumns: readonly (readonly [name: string, type: string])[] = [
  ...head.map(([name, type]) => [name, type] as const),
  ...columns.flatMap(({ column, type }) =>
    type === 'address'
      ? ([
          [column, 'VARCHAR'],
          [`${column}_high`, 'UBIGINT'],
          [`${column}_low`, 'UBIGINT'],
        ] as const)
      : ([[column, storedType(type)]] as const),
  ),
]

const declared = eventColumns.map(([name, type]) => `"${name}" ${type}`).join(', ')

export const createTables: readonly string[] = [
  'create table if not exists meta (key varchar primary key, value varchar not null)',
  'create table if not exists position (partition integer primary key, next bigint not null)',
  `create table if not exists event (${declared})`,
]

/**
 * Reads a spool file (bound as $1) into the table: the rows that are at or after the store's position and before the
 * position that the batch leads to.
 *
 * @param next SQL of the table `n(partition, next)`
 */
export function insertSql(next: string): string {
  const names = eventColumns.map(([name]) => `"${name}"`).join(', ')
  const values = eventColumns.map(([name]) => {
    const [, stored, key] = head.find(([headName]) => headName === name) ?? [name, '', name]
    return stored === 'TIMESTAMP' ? `make_timestamp(cast(round(r."${key}" * 1000) as bigint))` : `r."${key}"`
  })
  return (
    `insert into event (${names}) select ${values.join(', ')}` +
    ` from read_json($1, format = 'newline_delimited', columns = {${spoolColumns}}) r` +
    ' join position s on s.partition = r.p' +
    ` join ${next} on n.partition = r.p` +
    ' where r.o >= s.next and r.o < n.next'
  )
}

const spoolColumns = [...head.map(([, , key, type]) => [key, type] as const), ...eventColumns.slice(head.length)]
  .map(([key, type]) => `'${key}': '${type}'`)
  .join(', ')

function storedType(type: Exclude<ColumnType, 'address'>): string {
  switch (type) {
    case 'text':
      return 'VARCHAR'
    case 'integer':
      return 'BIGINT'
    case 'real':
      return 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    default:
      return assertNever(type)
  }
}
