import './matrix.css'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useWords } from '../words/use-words.ts'

/** What was meant against what was seen: as meant, meant and never seen, seen and never meant; nothing of both. */
export type MatrixMark = 'kept' | 'unused' | 'against' | 'none'
const marks = ['kept', 'unused', 'against', 'none'] as const

export interface MatrixCell {
  readonly mark: MatrixMark
  /** What stands in the cell beside its shape, such as a number of flows. */
  readonly figure?: string
}

interface MatrixProps {
  readonly label: string
  /** Above the first column: what rows and columns are to each other. */
  readonly corner: string
  readonly rows: readonly { readonly id: string; readonly label: string }[]
  readonly columns: readonly { readonly id: string; readonly label: string }[]
  cell(row: string, column: string): MatrixCell
  choose(row: string, column: string): void
  readonly chosen?: { readonly row: string; readonly column: string } | undefined
}

/**
 * Rows against columns, each cell a button with a shape and its word. One of them is in the order of Tab; arrows, Home and End
 * move among them.
 */
export function Matrix({ label, corner, rows, columns, cell, choose, chosen }: MatrixProps) {
  const { t } = useWords()
  const table = useRef<HTMLTableElement>(null)
  const [at, setAt] = useState({ row: 0, column: 0 })
  const go = (row: number, column: number) => {
    const next = { row: bounded(row, rows.length), column: bounded(column, columns.length) }
    setAt(next)
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row} ${next.column}"]`)?.focus()
  }
  const steer = (event: KeyboardEvent, row: number, column: number) => {
    const to = steps.get(event.key)?.(row, column, columns.length)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    go(...to)
  }
  return (
    <figure className="matrix">
      <div className="scroll-x">
        <table ref={table} aria-label={label}>
          <thead>
            <tr>
              <th scope="col" className="corner">
                {corner}
              </th>
              {columns.map((column) => (
                <th key={column.id} scope="col">
                  <span>{column.label}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, y) => (
              <tr key={row.id}>
                <th scope="row">{row.label}</th>
                {columns.map((column, x) => {
                  const { mark, figure } = cell(row.id, column.id)
                  const word = t(`parts.mark.${mark}`)
                  return (
                    <td key={column.id} className={`is-${mark}`}>
                      <button
                        type="button"
                        data-at={`${y} ${x}`}
                        tabIndex={y === at.row && x === at.column ? 0 : -1}
                        aria-pressed={chosen?.row === row.id && chosen.column === column.id}
                        aria-label={t('parts.cell', {
                          row: row.label,
                          column: column.label,
                          word,
                          figure: figure ?? '',
                        })}
                        title={word}
                        onClick={() => {
                          setAt({ row: y, column: x })
                          choose(row.id, column.id)
                        }}
                        onKeyDown={(event) => steer(event, y, x)}
                      >
                        <Shape mark={mark} />
                        {figure !== undefined && <span className="num">{figure}</span>}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="flow">
        {marks.map((mark) => (
          <span key={mark} className={`is-${mark}`}>
            <Shape mark={mark} /> {t(`parts.mark.${mark}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

const steps = new Map<string, (row: number, column: number, columns: number) => readonly [number, number]>([
  ['ArrowRight', (row, column) => [row, column + 1]],
  ['ArrowLeft', (row, column) => [row, column - 1]],
  ['ArrowDown', (row, column) => [row + 1, column]],
  ['ArrowUp', (row, column) => [row - 1, column]],
  ['Home', (row) => [row, 0]],
  ['End', (row, _, columns) => [row, columns - 1]],
])

function bounded(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at))
}

/** A shape for each mark: none is told by its colour alone. */
function Shape({ mark }: { readonly mark: MatrixMark }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {mark === 'kept' && <rect className="full" x="2" y="2" width="10" height="10" />}
      {mark === 'unused' && <rect className="hollow" x="2.75" y="2.75" width="8.5" height="8.5" />}
      {mark === 'against' && <path className="full" d="M7 .6 14 13.4H0z" />}
      {mark === 'none' && <circle className="full" cx="7" cy="7" r="1.2" />}
    </svg>
  )
}
