import { type Realm, realms } from '@tocsin/event'
import type { Field } from '@tocsin/query'
import { memo, type ReactNode, useCallback, useState } from 'react'
import type { QueryRow } from '../api/contract.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { EventOpen, type Pivot } from './event-open.tsx'
import { headline } from './event-row.ts'
import { PlaceOf } from './place-of.tsx'

interface EventTableProps {
  readonly rows: readonly QueryRow[]
  /** Columns that somebody chose; without them a row tells what tells it apart. */
  readonly columns: readonly Field[]
  readonly pivot: Pivot
}

/** Events, one a row; a row opens to all of its fields. */
export function EventTable({ rows, columns, pivot }: EventTableProps) {
  const { t } = useWords()
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (id: string) =>
      setOpen((before) => {
        const after = new Set(before)
        if (!after.delete(id)) after.add(id)
        return after
      }),
    [],
  )
  const heads = columns.length === 0 ? [t('search.what')] : columns
  return (
    <div className="scroll-x">
      <table className={columns.length === 0 ? 'events' : 'events chosen'}>
        <thead>
          <tr>
            <th scope="col">{t('search.received')}</th>
            <th scope="col">{t('search.source')}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
                {columns.length > 0 && (
                  <button
                    type="button"
                    className="quiet tiny"
                    aria-label={t('search.columnRemove', { field: head })}
                    onClick={() => pivot.columns(columns.filter((column) => column !== head))}
                  >
                    ×
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = String(row['id'])
            return <EventRows key={id} row={row} columns={columns} pivot={pivot} open={open.has(id)} toggle={toggle} />
          })}
        </tbody>
      </table>
    </div>
  )
}

interface EventRowsProps extends Omit<EventTableProps, 'rows'> {
  readonly row: QueryRow
  readonly open: boolean
  readonly toggle: (id: string) => void
}

const EventRows = memo(function EventRows({ row, columns, pivot, open, toggle }: EventRowsProps) {
  const id = String(row['id'])
  return (
    <>
      <tr className={open ? 'opened' : undefined}>
        <td className="nowrap">
          <Opener id={id} open={open} toggle={toggle}>
            <MomentColumn time={Number(row['received'])} />
          </Opener>
        </td>
        <td>
          <span className="wire">{printable(String(row['source'] ?? ''))}</span> <RealmMark realm={realmOf(row)} />
        </td>
        {columns.length === 0 ? (
          <td>
            {headline(row).map(([name, value]) => (
              <span key={name} className="pair">
                <i>{name}</i> <span className="wire">{printable(value.slice(0, 160))}</span>{' '}
                <PlaceOf field={name} value={value} />
              </span>
            ))}
          </td>
        ) : (
          columns.map((column) => (
            <td key={column}>
              <Cell column={column} value={row[column]} />
            </td>
          ))
        )}
      </tr>
      {open && (
        <tr className="opened">
          <td colSpan={2 + Math.max(1, columns.length)} id={`event-${id}`}>
            <EventOpen row={row} columns={columns} pivot={pivot} />
          </td>
        </tr>
      )}
    </>
  )
})

interface OpenerProps {
  readonly id: string
  readonly open: boolean
  readonly toggle: (id: string) => void
  readonly children: ReactNode
}

function Opener({ id, open, toggle, children }: OpenerProps) {
  return (
    <button
      type="button"
      className="quiet opener"
      aria-expanded={open}
      aria-controls={open ? `event-${id}` : undefined}
      onClick={() => toggle(id)}
    >
      <span aria-hidden="true">{open ? '▾' : '▸'}</span>
      {children}
    </button>
  )
}

function Cell({ column, value }: { readonly column: Field; readonly value: QueryRow[string] | undefined }) {
  if (value === undefined || value === null) return <span className="faint">—</span>
  return (
    <>
      <span className="wire">{printable(String(value).slice(0, 300))}</span>{' '}
      <PlaceOf field={column} value={String(value)} />
    </>
  )
}

function realmOf(row: QueryRow): Realm {
  return realms.find((realm) => realm === row['realm']) ?? 'real'
}
