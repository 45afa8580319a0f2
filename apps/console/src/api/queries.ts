import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import type { Realm, Severity } from '@tocsin/event'
import type { FindingId } from '@tocsin/kit'
import type { Query } from '@tocsin/query'
import { ApiFailure, get, post } from './client.ts'
import type {
  FindingDetail,
  IncidentDetail,
  IncidentPage,
  Me,
  QueryResult,
  RulePage,
  RuleStatus,
  SessionState,
} from './contract.ts'
import { readStatus, type Status } from './status.ts'

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by the live stream; asking again on every focus would only move what is being read.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof ApiFailure && error.kind === 'offline' && count < 3,
    },
  },
})

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<SessionState>('/session/state', signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/me', signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ signal, client }) => {
    const body = await get<unknown>('/status', signal)
    return readStatus(body, client.getQueryData<Status>(['status']), Date.now())
  },
  // The stream tells of it too; asking keeps the read-out honest where the stream is silent.
  refetchInterval: 10_000,
})

/** What an incident list asks for, as the API's own parameters. `severity` is the least one. */
export interface IncidentFilter {
  readonly order: 'gravest' | 'newest'
  readonly severity?: Severity
  readonly realm?: Realm
  /** By the work on them; all where it is left out. */
  readonly work?: 'open' | 'closed'
  /** Part of a number, of whom it is about, or of a rule's title. */
  readonly find?: string
}

export function incidentsQuery(filter: IncidentFilter) {
  return infiniteQueryOptions({
    queryKey: ['incidents', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ ...filter, limit: '100' })
      if (pageParam !== '') query.set('after', pageParam)
      return get<IncidentPage>(`/incidents?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

/** How many incidents there are by severity, without reading them. */
export function countsQuery(realm?: Realm, work: IncidentFilter['work'] = 'open', find?: string) {
  return queryOptions({
    queryKey: ['counts', realm, work, find],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({
        limit: '1',
        ...(realm === undefined ? {} : { realm }),
        ...(work === undefined ? {} : { work }),
        ...(find === undefined ? {} : { find }),
      })
      return (await get<IncidentPage>(`/incidents?${query}`, signal)).counts
    },
  })
}

export function incidentQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal, pageParam }) =>
      get<IncidentDetail>(
        `/incidents/${encodeURIComponent(id)}?limit=50${pageParam === 0 ? '' : `&after=${pageParam}`}`,
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  })
}

/** A finding with the bytes of the first frames that it rests on. They never change once written. */
export function findingQuery(id: FindingId) {
  return queryOptions({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => get<FindingDetail>(`/findings/${encodeURIComponent(id)}?limit=10`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function rulesQuery(state: RuleStatus | 'listening' | 'proposed' | undefined, find: string) {
  return infiniteQueryOptions({
    queryKey: ['rules', state, find],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: '200', after: String(pageParam) })
      if (state !== undefined) query.set(state === 'listening' || state === 'proposed' ? 'mode' : 'status', state)
      if (find !== '') query.set('find', find)
      return get<RulePage>(`/rules?${query}`, signal)
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  })
}

export function searchEvents(query: Query, signal?: AbortSignal): Promise<QueryResult> {
  return post<QueryResult>('/search', query, signal)
}
