import { type GroupColumn, groupColumns, groupsInOrder, type Search } from '@tocsin/query'
import type { QueryRow } from '../api/contract.ts'
import { printable } from '../design/printable.ts'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { barsOf } from './bars.ts'
import type { Pivot } from './event-open.tsx'
import { listed } from './listed.ts'
import { conditionFor } from './refine.ts'

interface GroupTableProps {
  readonly search: Search
  readonly rows: readonly QueryRow[]
  readonly pivot: Pivot
}

/** Groups, one a row; over time with a bar for each, as long as its first measure. */
export function GroupTable({ search, rows, pivot }: GroupTableProps) {
  const { t } = useWords()
  const now = useNow()
  const columns = groupColumns(search)
  const ordered = groupsInOrder(search, rows)
  const bars = search.over === undefined ? undefined : barsOf(ordered)
  return (
    <table className="groups">
      <thead>
        <tr>
          {columns.map(({ kind, cell, says }) => (
            <th key={cell} scope="col" className={kind === 'measure' ? 'number' : undefined}>
              {kind === 'time' ? t('search.from') : <span className="wire">{says}</span>}
            </th>
          ))}
          {bars !== undefined && <td />}
        </tr>
      </thead>
      <tbody>
        {ordered.map((row, i) => (
          <tr key={columns.map(({ cell }) => String(row[cell])).join(' ')}>
            {columns.map((column) => (
              <td key={column.cell} className={column.kind === 'measure' ? 'number' : undefined}>
                <Cell column={column} value={row[column.cell] ?? null} now={now} pivot={pivot} />
              </td>
            ))}
            {bars !== undefined && (
              <td className="length" aria-hidden="true">
                <svg width="100%" height="12" role="presentation">
                  <rect className="bar-of" width={`${bars[i] ?? 0}%`} height="12" />
                </svg>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CellProps {
  readonly column: GroupColumn
  readonly value: string | number | boolean | null
  readonly now: number
  readonly pivot: Pivot
}

function Cell({ column, value, now, pivot }: CellProps) {
  const { t, format } = useWords()
  if (column.kind === 'field') {
    return (
      <button
        type="button"
        className="quiet value wire"
        onClick={() => pivot.narrow(conditionFor(column.says, value), 'only')}
      >
        {value === null ? t('search.noValue') : printable(String(value).slice(0, 400))}
      </button>
    )
  }
  if (value === null) return <span className="faint">{t('search.noValue')}</span>
  if (column.kind === 'time') return <time title={format.full(Number(value))}>{format.at(Number(value), now)}</time>
  if (column.kind === 'measure' && typeof value === 'number') return format.count(value)
  const text = column.kind === 'measure' && column.measure.kind === 'topK' ? listed(value) : String(value)
  return <span className="wire">{printable(text.slice(0, 400))}</span>
}
