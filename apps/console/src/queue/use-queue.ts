import { useInfiniteQuery } from '@tanstack/react-query'
import type { Incident } from '@tocsin/event'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { onIncidents } from '../api/live-hub.ts'
import { incidentsQuery } from '../api/queries.ts'
import type { QueueParams } from '../app/search-params.ts'
import { isOwn, useBook, useRead } from '../desk/book.ts'
import { shows } from '../desk/work.ts'
import { arrange, fresh, hearOf, type Told } from './arrange.ts'
import { belongs, filterOf } from './sections.ts'

const nothing: Told = new Map()
/** Incidents kept beside the pages; past them the pages are read again. */
const mostTold = 1000

export interface Queue {
  readonly rows: readonly Incident[]
  /** Further rows can be read. */
  readonly more: boolean
  readonly pending: boolean
  readonly error: Error | null
  readonly waiting: { readonly added: number; readonly changed: number }
  retry(): void
  /** Shows what came while the reader was in the list. */
  release(): void
  readMore(): void
  /** Reads on until there are so many rows, or no more. */
  readUpTo(rows: number): Promise<void>
}

/**
 * The queue's rows under the filters of the address, fed live.
 *
 * @param held the reader's pointer or focus is in the list: what is new waits, so that nothing moves under the eye
 */
export function useQueue(params: QueueParams, held: boolean): Queue {
  const filter = useMemo(() => filterOf(params), [params])
  const query = useInfiniteQuery(incidentsQuery(filter))
  const [told, setTold] = useState(nothing)
  const [waiting, setWaiting] = useState(nothing)

  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  const book = useBook()
  const shown = useRef(book)
  const read = useMemo(() => {
    const pages = data?.pages.flatMap(({ incidents }) => incidents) ?? []
    const found = new Set(pages.map(({ id }) => id))
    return arrange(pages, told, filter.order, (incident) => belongs(incident, params, found.has(incident.id)))
  }, [data, told, filter, params])
  useRead(useMemo(() => read.map(({ id }) => id), [read]))
  // What others close stays where it is while it is read; what this person does is shown at once.
  if (!held) shown.current = book
  const still = shown.current
  const rows = useMemo(
    () => read.filter(({ id }) => shows(params.work, (isOwn(id) ? book : still).get(id) ?? book.get(id))),
    [read, book, still, params.work],
  )
  // An empty list has nothing that could move: what comes is shown at once.
  const holding = held && rows.length > 0

  const release = useCallback(() => {
    setTold((shown) => hearOf(shown, [...waiting.values()]))
    setWaiting(nothing)
  }, [waiting])

  useEffect(() => {
    if (!holding && waiting.size > 0) release()
  }, [holding, waiting, release])

  useEffect(
    () =>
      onIncidents((changed) => {
        const hear = (known: Told) => hearOf(known, changed)
        if (holding) setWaiting(hear)
        else setTold(hear)
      }),
    [holding],
  )

  useEffect(() => {
    if (told.size > mostTold) void refetch().then(() => setTold(nothing))
  }, [told, refetch])

  const waitingHere = useMemo(
    () =>
      fresh(
        [...waiting.values()].filter((incident) => belongs(incident, params)),
        new Set(rows.map(({ id }) => id)),
      ),
    [waiting, rows, params],
  )

  return {
    rows,
    more: hasNextPage,
    // What was read before may be old: that nothing waits is said only once it is known.
    pending: query.isPending || (query.isFetching && rows.length === 0),
    error: query.error,
    waiting: waitingHere,
    release,
    retry: useCallback(() => void refetch(), [refetch]),
    readUpTo: useCallback(
      async (wanted) => {
        let more = hasNextPage
        let read = data?.pages.reduce((sum, { incidents }) => sum + incidents.length, 0) ?? 0
        while (more && read < wanted) {
          const next = await fetchNextPage()
          if (next.isError) return
          more = next.hasNextPage
          read = next.data?.pages.reduce((sum, { incidents }) => sum + incidents.length, 0) ?? read
        }
      },
      [hasNextPage, fetchNextPage, data],
    ),
    readMore: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
  }
}
