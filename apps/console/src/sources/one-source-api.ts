import { queryOptions } from '@tanstack/react-query'
import type { Words } from '@tocsin/kit'
import { get, post } from '../api/client.ts'
import type { QueryResult } from '../api/contract.ts'
import type { KnownSource } from './sources-api.ts'

// The shapes of /api/sources/:source/health and /api/connections; /api/openapi.json describes them.

/** Records an hour by hour of the week, from Monday 00:00 UTC; null where that hour was never watched whole. */
export interface Week {
  readonly usual: readonly (number | null)[]
  /** Of the last seven days. */
  readonly actual: readonly (number | null)[]
  readonly now: { readonly slot: number; readonly events: number; readonly whole: boolean }
}

export interface OneSource {
  readonly known: KnownSource
  readonly week: Week | null
  readonly silence: {
    readonly minutes: number
    readonly through: string | null
    readonly together: readonly string[]
  } | null
  /** What can read it. */
  readonly decoders: readonly string[]
}

export interface Connection {
  readonly id: string
  readonly origin: 'file' | 'registry'
  readonly connection: { readonly kind: string; readonly name: string; readonly source: string }
  readonly paused: boolean
  readonly health: {
    readonly state: 'starting' | 'waiting' | 'running' | 'trouble' | 'paused'
    readonly says: Words
  }
}

export function oneSourceQuery(source: string) {
  return queryOptions({
    queryKey: ['senses', 'one', source],
    queryFn: ({ signal }) => get<OneSource>(`/sources/${encodeURIComponent(source)}/health`, signal),
    refetchInterval: 5000,
    retry: false,
  })
}

export const connectionsQuery = queryOptions({
  queryKey: ['senses', 'connections'],
  queryFn: async ({ signal }) =>
    (await get<{ readonly connections: readonly Connection[] }>('/connections', signal)).connections,
  refetchInterval: 10_000,
})

const week = 7 * 24 * 3_600_000

/** The newest events of a source. */
export function latestQuery(source: string, limit: number) {
  return queryOptions({
    queryKey: ['senses', 'latest', source, limit],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const asked = { text: `source:${source}`, time: [now - week, now + 300_000], limit }
      return (await post<QueryResult>('/search', asked, signal)).rows
    },
    refetchInterval: 10_000,
  })
}
