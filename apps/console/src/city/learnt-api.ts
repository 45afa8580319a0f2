import { queryOptions } from '@tanstack/react-query'
import type { Observable } from '@tocsin/kit'
import { get } from '../api/client.ts'

// The shapes of /api/city/learnt and /api/city/discrepancies; /api/openapi.json describes them.

/** In the order in which they are worth a look. */
export const discrepancyKinds = [
  'firmware-older',
  'new-mac',
  'claimed-by-two',
  'moved',
  'differs',
  'undeclared',
  'never-seen',
] as const
export type DiscrepancyKind = (typeof discrepancyKinds)[number]

interface Evidence {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly event: string
  readonly source: string
  readonly by: string
}

export interface Discrepancy {
  readonly kind: DiscrepancyKind
  readonly asset: string
  readonly assetName: string
  readonly other: string | null
  readonly otherName: string | null
  readonly value: string | null
  readonly against: string | null
  readonly evidence: Evidence | null
}

export const topics = [
  'host',
  'ip',
  'mac',
  'mqtt-client',
  'dev-eui',
  'name',
  'vendor',
  'model',
  'firmware',
  'serial',
  'join-eui',
  'gateway',
  'apart',
  'radio',
  'system',
  'service',
  'software',
  'account',
  'seen',
] as const

export interface Fact extends Evidence {
  readonly known: { readonly scheme: string; readonly value: string }
  readonly topic: (typeof topics)[number]
  readonly value: string
  readonly detail: string | null
  readonly account: Observable | null
}

export interface Discrepancies {
  readonly discrepancies: readonly Discrepancy[]
  readonly counts: Readonly<Partial<Record<DiscrepancyKind, number>>>
}

export function discrepanciesQuery(kind: DiscrepancyKind | undefined) {
  return queryOptions({
    queryKey: ['city', 'discrepancies', kind ?? ''],
    queryFn: ({ signal }) =>
      get<Discrepancies>(`/city/discrepancies?limit=200${kind === undefined ? '' : `&kind=${kind}`}`, signal),
  })
}

export function factsQuery(asset: string) {
  return queryOptions({
    queryKey: ['city', 'facts', asset],
    queryFn: ({ signal }) =>
      get<{ readonly facts: readonly Fact[] }>(`/city/learnt?limit=500&asset=${encodeURIComponent(asset)}`, signal),
  })
}

export function countOf(counts: Discrepancies['counts']): number {
  // What no record has named yet contradicts nothing: it is a list of its own.
  return discrepancyKinds.reduce((sum, kind) => sum + (kind === 'never-seen' ? 0 : (counts[kind] ?? 0)), 0)
}
