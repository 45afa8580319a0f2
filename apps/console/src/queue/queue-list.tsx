import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { countsQuery } from '../api/queries.ts'
import type { QueueParams } from '../app/search-params.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useBook } from '../desk/book.ts'
import { useWords } from '../words/use-words.ts'
import type { Item } from './items.ts'
import { QueueEmpty } from './queue-empty.tsx'
import { QueueRow } from './queue-row.tsx'
import { countOf, filterOf, type Section } from './sections.ts'
import type { Queue } from './use-queue.ts'

interface QueueListProps {
  readonly queue: Queue
  readonly items: readonly Item[]
  readonly params: QueueParams
  readonly chosen: string | undefined
  readonly list: RefObject<HTMLDivElement | null>
  readonly selected: ReadonlySet<string>
  choose(id: string): void
  select(id: IncidentId): void
}

/** Heights in pixels before an item is measured. */
const guess = { head: 40, row: 68, more: 44 } as const

/** The rows, drawn only where they are seen. */
export function QueueList({ queue, items, params, chosen, list, selected, choose, select }: QueueListProps) {
  const { t } = useWords()
  const book = useBook()
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => guess[items[index]?.kind ?? 'row'],
    overscan: 12,
    scrollPaddingStart: 32,
  })
  const drawn = virtual.getVirtualItems()
  useReadAhead(queue, items[drawn.at(-1)?.index ?? -1])
  useChosenInView(items, params.sel, list, (index) => virtual.scrollToIndex(index))

  const rows = items.filter((item) => item.kind === 'row').length
  return (
    <div ref={list} className="list">
      <div className="qhead" aria-hidden="true">
        <span>{t('queue.severity')}</span>
        <span>{t('queue.what')}</span>
        <span className="num">{t('queue.findings')}</span>
        <span>{t('queue.first')}</span>
        <span>{t('queue.last')}</span>
        <span>{t('queue.who')}</span>
      </div>
      {queue.error !== null && (
        <Padded>
          <Failed error={queue.error} retry={queue.retry} />
        </Padded>
      )}
      {queue.error === null && queue.pending && items.length === 0 && (
        <Padded>
          <Loading />
        </Padded>
      )}
      {queue.error === null && !queue.pending && rows === 0 && <QueueEmpty params={params} />}
      <ul className="rows" style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ index, key, start }) => {
          const item = items[index]
          if (item === undefined) return null
          const place: CSSProperties = { transform: `translateY(${start}px)` }
          return (
            <li key={key} ref={virtual.measureElement} data-index={index} style={place}>
              {item.kind === 'head' && <Head section={item.section} params={params} rows={queue.rows} />}
              {item.kind === 'row' && (
                <QueueRow
                  incident={item.incident}
                  lines={item.lines}
                  current={item.incident.id === chosen}
                  work={book.get(item.incident.id)}
                  selected={selected.has(item.incident.id)}
                  choose={choose}
                  select={select}
                />
              )}
              {item.kind === 'more' && (
                <button type="button" className="more quiet" onClick={() => queue.readMore()}>
                  {t('queue.more')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Padded({ children }: { readonly children: ReactNode }) {
  return <div className="padded">{children}</div>
}

interface HeadProps {
  readonly section: Section
  readonly params: QueueParams
  readonly rows: readonly Incident[]
}

/** The head of a group with the number of all that answer the filters. */
function Head({ section, params, rows }: HeadProps) {
  const { t, format } = useWords()
  const { data: counts } = useQuery(
    countsQuery(params.realm, params.work === 'all' ? undefined : (params.work ?? 'open'), filterOf(params).find),
  )
  const read = rows.filter(({ severity }) => section.severities.includes(severity)).length
  const count = counts !== undefined ? Math.max(read, countOf(section, counts)) : read
  return (
    <h2 className="grp">
      {t(`queue.${section.id}`)}
      <span>{format.count(count)}</span>
    </h2>
  )
}

/** Reads the next page when the end of the list comes into view. */
function useReadAhead({ readMore }: Queue, last: Item | undefined): void {
  const atEnd = last?.kind === 'more'
  useEffect(() => {
    if (atEnd) readMore()
  }, [atEnd, readMore])
}

/** Brings the chosen row into view when the address names another one, and the focus with it where it was in the list. */
function useChosenInView(
  items: readonly Item[],
  chosen: string | undefined,
  list: { readonly current: HTMLElement | null },
  scrollTo: (index: number) => void,
): void {
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (chosen === undefined || chosen === shown.current) return
    const index = items.findIndex((item) => item.kind === 'row' && item.incident.id === chosen)
    if (index === -1) return
    shown.current = chosen
    scrollTo(index)
    const inList = list.current?.contains(document.activeElement) ?? false
    if (!inList && document.activeElement !== document.body) return
    requestAnimationFrame(() => document.getElementById(`row-${chosen}`)?.focus({ preventScroll: true }))
  })
}
