import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Field } from '@tocsin/query'
import { get, post } from '../api/client.ts'
import type { QueryResult } from '../api/contract.ts'
import type { Completed, Overview, Place, SavedSearch } from './shapes.ts'
import { after, pageSizes } from './window.ts'

/** What is asked: a text, and the stretch of time that it is about. */
export interface Asked {
  readonly text: string
  readonly time: readonly [from: number, to: number]
  /** Grows when the same is asked again: the end of "the last hour" has moved on. */
  readonly turn: number
}

/** Single events, a page at a time, the newest first. */
export function eventsQuery({ text, time, turn }: Asked) {
  return infiniteQueryOptions({
    queryKey: ['search', 'events', text, time, turn],
    queryFn: ({ signal, pageParam }) =>
      post<QueryResult>(
        '/search',
        pageParam === undefined
          ? { text, time, limit: pageSizes.first }
          : { text, time, limit: pageSizes.further, after: pageParam },
        signal,
      ),
    initialPageParam: undefined as ReturnType<typeof after>,
    getNextPageParam: (page, _, before) => after(page.rows, before === undefined ? pageSizes.first : pageSizes.further),
  })
}

export function groupsQuery({ text, time, turn }: Asked) {
  return queryOptions({
    queryKey: ['search', 'groups', text, time, turn],
    queryFn: ({ signal }) => post<QueryResult>('/search', { text, time }, signal),
  })
}

/** When the events came, and the values of chosen fields. */
export function overviewQuery({ text, time, turn }: Asked, facets: readonly Field[]) {
  return queryOptions({
    queryKey: ['search', 'overview', text, time, turn, facets],
    queryFn: ({ signal }) => post<Overview>('/search/overview', { text, time, facets }, signal),
    placeholderData: keepPreviousData,
  })
}

export function completionQuery(text: string, at: number) {
  return queryOptions({
    queryKey: ['search', 'complete', text, at],
    queryFn: ({ signal }) =>
      get<Completed>(`/search/complete?${new URLSearchParams({ text, at: String(at) })}`, signal),
    staleTime: 30_000,
    retry: false,
  })
}

export const savedQuery = queryOptions({
  queryKey: ['searches'],
  queryFn: async ({ signal }) => (await get<{ searches: readonly SavedSearch[] }>('/searches', signal)).searches,
})

/** Addresses in one question. */
const mostPlaces = 200

/** Where public addresses are registered; addresses that nobody owns are in no answer. */
export function placesQuery(addresses: readonly string[]) {
  const asked = [...new Set(addresses)].sort().slice(0, mostPlaces)
  return queryOptions({
    queryKey: ['places', asked],
    queryFn: async ({ signal }) => {
      const { places } = await get<{ places: Readonly<Record<string, Place>> }>(
        `/geo?${new URLSearchParams({ ip: asked.join(',') })}`,
        signal,
      )
      return places
    },
    enabled: asked.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  })
}
