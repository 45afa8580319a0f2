import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Words } from '@tocsin/kit'
import { get, post } from '../api/client.ts'

export interface Revealed {
  readonly pseudonym: string
  readonly names: readonly string[]
  readonly incident?: string
  readonly reason: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

export interface AuditEntry {
  readonly n: number
  readonly at: number
  readonly who: string
  readonly role: string
  readonly act: string
  readonly about: string
  readonly outcome: 'done' | 'refused' | 'failed' | 'left'
  readonly address: string
  readonly reason?: string
  readonly rows?: number
  readonly incident?: string
  readonly times?: number
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly next?: number
}

export interface AuditSummary {
  readonly acts: readonly { readonly who: string; readonly act: string; readonly n: number }[]
  readonly oddities: readonly {
    readonly kind: 'many-reveals' | 'at-night' | 'same-person' | 'no-incident' | 'refused-often'
    readonly who: string
    readonly count: number
    readonly person?: string
    readonly entry: number
  }[]
  readonly partly: boolean
}

export interface KeptAboutPeople {
  readonly at: number
  readonly sections: readonly {
    readonly id: string
    readonly title: Words
    readonly says: Words
    readonly columns: readonly Words[]
    readonly rows: readonly (readonly Words[])[]
  }[]
}

/** Whose names this person sees, and whom they have revealed. */
export const lensQuery = queryOptions({
  queryKey: ['people', 'lens'],
  queryFn: ({ signal }) =>
    get<{ readonly sees: 'names' | 'pseudonyms'; readonly revealed: readonly Revealed[] }>('/people/lens', signal),
  // A reveal ends by itself.
  refetchInterval: 10 * 60_000,
  retry: false,
})

export function reveal(pseudonym: string, incident: string | undefined, reason: string | undefined): Promise<Revealed> {
  return post('/people/reveal', { pseudonym, incident, reason })
}

export function openBytes(incident: string, reason: string | undefined): Promise<{ readonly until: number }> {
  return post('/people/bytes', { incident, reason })
}

export interface AuditAsked {
  readonly person?: string | undefined
  readonly who?: string | undefined
}

export function auditQuery(asked: AuditAsked) {
  return infiniteQueryOptions({
    queryKey: ['audit', asked],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: '100' })
      if (asked.person !== undefined) query.set('person', asked.person)
      if (asked.who !== undefined) query.set('who', asked.who)
      if (pageParam !== 0) query.set('before', String(pageParam))
      return get<AuditPage>(`/audit?${query}`, signal)
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  })
}

/** Days that a summary looks back. */
export const summaryDays = 30

export function summaryQuery(days: number) {
  return queryOptions({
    queryKey: ['audit', 'summary', days],
    queryFn: ({ signal }) => {
      const now = Date.now()
      return get<AuditSummary>(`/audit/summary?from=${now - days * 86_400_000}&to=${now + 60_000}`, signal)
    },
    staleTime: 0,
    refetchInterval: 60_000,
  })
}

export const keptQuery = queryOptions({
  queryKey: ['people', 'kept'],
  queryFn: ({ signal }) => get<KeptAboutPeople>('/people/kept', signal),
})
