import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Field } from '@tocsin/query'
import { useMemo } from 'react'
import type { QueryRow } from '../api/contract.ts'
import { Empty, Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type Asked, eventsQuery, placesQuery } from './ask.ts'
import type { Pivot } from './event-open.tsx'
import { EventTable } from './event-table.tsx'
import { ExportButton } from './export-button.tsx'
import { FieldPicker } from './field-picker.tsx'
import { Places } from './place-of.tsx'
import { Searching } from './searching.tsx'

interface EventsProps {
  readonly asked: Asked
  /** How many there are in all, once it is known. */
  readonly total: number | undefined
  readonly columns: readonly Field[]
  readonly pivot: Pivot
  readonly cancel: () => void
}

/** Single events, a page at a time. */
export function Events({ asked, total, columns, pivot, cancel }: EventsProps) {
  const { t, format } = useWords()
  const events = useInfiniteQuery(eventsQuery(asked))
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = events
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const { data: places } = useQuery(placesQuery(useMemo(() => addressesIn(rows), [rows])))
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Searching stopped={events.fetchStatus === 'idle'} cancel={cancel} again={refetch} />
  if (rows.length === 0) return <Empty says={t('search.none')}>{t('search.noneFix')}</Empty>
  const took = format.count(Math.round(data.pages.reduce((sum, page) => sum + page.took, 0)))
  const n = format.count(rows.length)
  const heading =
    hasNextPage && total !== undefined && total > rows.length
      ? t('search.foundOf', { n, all: format.count(total), took })
      : hasNextPage
        ? t('search.foundAtLeast', { n, took })
        : t('search.found', { count: rows.length, n, took })
  return (
    <section className="found">
      <h2 className="sec">
        <b role="status">{heading}</b>
        <span>{t('search.says')}</span>
      </h2>
      <div className="tools">
        <FieldPicker label={t('search.columnsChoose')} chosen={columns} choose={pivot.columns} />
        <ExportButton asked={asked} />
      </div>
      <Places value={places ?? none}>
        <EventTable rows={rows} columns={columns} pivot={pivot} />
      </Places>
      {hasNextPage && (
        <button type="button" aria-busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('search.older')}
        </button>
      )}
    </section>
  )
}

const none = {}
const addressFields = ['src_endpoint.ip', 'dst_endpoint.ip', 'device.ip'] as const

function addressesIn(rows: readonly QueryRow[]): readonly string[] {
  return rows.flatMap((row) =>
    addressFields.flatMap((name) => {
      const value = row[name]
      return typeof value === 'string' ? [value] : []
    }),
  )
}
