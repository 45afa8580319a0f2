import { queryOptions } from '@tanstack/react-query'
import type { Realm, Severity } from '@tocsin/event'
import type { Observable, Words } from '@tocsin/kit'
import { get, post } from '../api/client.ts'

// The shape of /api/quiet; /api/openapi.json describes it.

/** A rule and whom it speaks about, of which nobody wants to hear until a time. Times are milliseconds since the epoch. */
export interface Quiet {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly says?: Words
  readonly about?: Observable
  readonly realm: Realm
  readonly severity: Severity
  /** The closed incident that keeps what it holds back. */
  readonly incident: string
  readonly made: number
  readonly until: number
  readonly who: string
  readonly reason: string
  readonly held: number
  readonly lastHeld?: number
  readonly ended?: { readonly at: number; readonly by: string }
}

export function quietQuery(incident?: string) {
  return queryOptions({
    queryKey: ['quiet', incident],
    queryFn: async ({ signal }) => {
      const query = incident === undefined ? '' : `?incident=${encodeURIComponent(incident)}`
      return (await get<{ readonly quiets: readonly Quiet[] }>(`/quiet${query}`, signal)).quiets
    },
    staleTime: 10_000,
  })
}

export function endQuiet(id: string, reason: string): Promise<Quiet> {
  return post(`/quiet/${encodeURIComponent(id)}/end`, { reason })
}
