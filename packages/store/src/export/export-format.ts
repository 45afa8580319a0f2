import { columns } from '@tocsin/event'
import { headFields } from '../events/schema.ts'
import type { QueryRow } from '../query.ts'

export type TextFormat = 'csv' | 'ndjson'

/** Columns of an exported event, in order; without those that name people where `people` is not to be told. */
export function exportColumns(people: 'with-names' | 'without-names'): readonly string[] {
  return [
    'id',
    'time',
    'received',
    ...headFields,
    ...columns.filter((column) => people === 'with-names' || !column.personal).map(({ name }) => name),
  ]
}

/** Writes rows as text, page by page. */
export interface RowWriter {
  /** What comes before the first row. */
  readonly head: string
  write(rows: readonly QueryRow[]): string
}

/** CSV (RFC 4180, UTF-8, with a header line) or one JSON object a line; times in ISO 8601, in UTC. */
export function rowWriter(format: TextFormat, names: readonly string[]): RowWriter {
  if (format === 'csv') {
    return {
      head: `${names.map(csvText).join(',')}\r\n`,
      write: (rows) => rows.map((row) => `${names.map((name) => csvCell(cell(row, name))).join(',')}\r\n`).join(''),
    }
  }
  return {
    head: '',
    write: (rows) =>
      rows
        .map((row) => {
          const own: Record<string, QueryRow[string]> = {}
          for (const name of names) {
            const value = cell(row, name)
            if (value !== undefined && value !== null) own[name] = value
          }
          return `${JSON.stringify(own)}\n`
        })
        .join(''),
  }
}

function cell(row: QueryRow, name: string): QueryRow[string] | undefined {
  const value = row[name]
  return name === 'time' || name === 'received' ? isoTime(value) : value
}

/** Milliseconds with their microseconds, as ISO 8601; the number where the calendar ends. */
function isoTime(value: QueryRow[string] | undefined): string | number | null {
  if (typeof value !== 'number') return null
  const whole = Math.floor(value)
  if (!(Math.abs(whole) <= 8.64e15)) return value
  const micros = Math.min(999, Math.round((value - whole) * 1000))
  return new Date(whole).toISOString().replace('Z', micros === 0 ? 'Z' : `${String(micros).padStart(3, '0')}Z`)
}

function csvCell(value: QueryRow[string] | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? csvText(value) : String(value)
}

/**
 * A text that no spreadsheet runs: where it begins like a formula, an apostrophe stands before it.
 *
 * OWASP, CSV injection: `=`, `+`, `-`, `@`, tab, carriage return and line feed, and the full-width signs that become them;
 * white space before them is looked through, as spreadsheets do.
 */
function csvText(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const formula = /^(?:[\t\r\n]|[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/
