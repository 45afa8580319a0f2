import { type ColumnType, columns } from '@tocsin/event'
import { literal } from '../events/parts/sql-text.ts'
import { headFields } from '../events/schema.ts'
import type { TextFormat } from './export-format.ts'

/**
 * SQL that forms one exported line of a row: the same text that `rowWriter` writes, so that one value a row leaves the store
 * instead of one a cell. Whole numbers are written to their last digit here.
 */
export function lineSql(format: TextFormat, names: readonly string[]): string {
  const cells = names.flatMap((name) => {
    const cell = known.get(name)
    return cell === undefined ? [] : [{ name, ...cell }]
  })
  if (format === 'csv')
    return `${cells.map((cell) => `coalesce(${csv(cell)}, '')`).join(" || ',' || ")} || chr(13) || chr(10)`
  // concat_ws leaves out what is null
  return `'{' || concat_ws(',', ${cells.map((cell) => `${literal(`${JSON.stringify(cell.name)}:`)} || ${json(cell)}`).join(', ')}) || '}' || chr(10)`
}

interface CellSql {
  readonly sql: string
  readonly type: ColumnType | 'time'
}

const known: ReadonlyMap<string, CellSql> = new Map<string, CellSql>([
  ['id', { sql: `(partition || '.' || "offset" || '.' || "index")`, type: 'text' }],
  ['time', { sql: 'time', type: 'time' }],
  ['received', { sql: 'received', type: 'time' }],
  ...headFields.map((name) => [name, { sql: name, type: 'text' as const }] as const),
  ...columns.map(({ name, column, type }) => [name, { sql: `"${column}"`, type }] as const),
])

function csv({ sql, type }: CellSql): string {
  if (type !== 'text' && type !== 'address') return plain({ sql, type })
  const safe = `case when regexp_matches(${sql}, ${literal(formula)}) then '''' || ${sql} else ${sql} end`
  const quoted = `'"' || replace(${safe}, '"', '""') || '"'`
  // Most values hold none of the signs that matter: one look tells
  return `case when not regexp_matches(${sql}, ${literal(special)}) then ${sql} when regexp_matches(${sql}, ${literal('[",\\r\\n]')}) then ${quoted} else ${safe} end`
}

function json({ sql, type }: CellSql): string {
  if (type === 'text' || type === 'address')
    return `case when ${sql} is not null then cast(to_json(${sql}) as varchar) end`
  return type === 'time'
    ? `case when ${inCalendar(sql)} then '"' || ${iso(sql)} || '"' else ${milliseconds(sql)} end`
    : plain({ sql, type })
}

function plain({ sql, type }: CellSql): string {
  if (type === 'time') return `case when ${inCalendar(sql)} then ${iso(sql)} else ${milliseconds(sql)} end`
  if (type !== 'real') return `cast(${sql} as varchar)`
  return `case when abs(${sql}) < 1e15 and ${sql} = trunc(${sql}) then cast(cast(${sql} as bigint) as varchar) else cast(${sql} as varchar) end`
}

/** Four digits of year: what RFC 3339 §5.6 can write. */
function inCalendar(sql: string): string {
  return `${sql} between timestamp '1000-01-01' and timestamp '9999-12-31 23:59:59.999999'`
}

function iso(sql: string): string {
  const parts = (second: string) => `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.${second}Z')`
  return `case when epoch_us(${sql}) % 1000 = 0 then ${parts('%g')} else ${parts('%f')} end`
}

function milliseconds(sql: string): string {
  return `cast(epoch_us(${sql}) // 1000 as varchar)`
}

// The signs of `csvText`: what spreadsheets look through is JavaScript's white space
const blank = '\\s\\v\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const signs = '=+\\-@\\x{ff1d}\\x{ff0b}\\x{ff0d}\\x{ff20}'
const formula = `^(?:[\\t\\r\\n]|[${blank}]*[${signs}])`
const special = `[",\\t\\r\\n${signs}]`
