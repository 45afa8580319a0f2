import { groupColumns, groupsInOrder, type QueryRow, type Search } from '@tocsin/query'
import { plain, when } from './output.ts'

/** Characters of the longest bar. */
const widest = 40

/** A grouped answer as lines of a table, headings first; where it is over time alone, with a bar for each stretch. */
export function groupLines(search: Search, rows: readonly QueryRow[]): string[][] {
  const columns = groupColumns(search)
  const bars = search.over !== undefined && search.by.length === 0
  const most = bars ? Math.max(0, ...rows.map((row) => Number(row['measure0'] ?? 0))) : 0
  return [
    columns.map(({ says }) => says),
    ...groupsInOrder(search, rows).map((row) => [
      ...columns.map(({ kind, cell }) => {
        const value = row[cell] ?? null
        if (value === null) return '-'
        return kind === 'time' ? when(Number(value)) : shown(value)
      }),
      ...(bars ? [bar(Number(row['measure0'] ?? 0), most)] : []),
    ]),
  ]
}

/** A group by the names that its columns have; times in ISO 8601. */
export function groupObject(search: Search, row: QueryRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    groupColumns(search).map(({ kind, cell, says }) => {
      const value = row[cell] ?? null
      return [says, kind === 'time' && value !== null ? new Date(Number(value)).toISOString() : value]
    }),
  )
}

function bar(value: number, most: number): string {
  return most > 0 && value > 0 ? '█'.repeat(Math.max(1, Math.round((value / most) * widest))) : ''
}

function shown(value: string | number | boolean): string {
  const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : plain(value.toString())
  const one = text.replace(/\s+/g, ' ')
  return one.length > 80 ? `${one.slice(0, 79)}…` : one
}
