import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Words } from '@tocsin/kit'
import { get, post } from '../api/client.ts'
import type { Amount } from './people-text.ts'

// The shapes of /api/city; /api/openapi.json describes them.

export interface CityOverview {
  readonly number: number
  readonly counts: Readonly<Record<'assets' | 'services' | 'zones' | 'organisations' | 'dependencies', number>>
  readonly kinds: readonly { readonly kind: string | null; readonly words: Words | null; readonly count: number }[]
  readonly without: Readonly<Record<Missing, number>>
  readonly problems: number
  readonly questions: number
}

export const missing = ['kind', 'zone', 'owner', 'place', 'identifiers'] as const
export type Missing = (typeof missing)[number]

export interface CityAsset {
  readonly id: string
  readonly name: string
  readonly kind: string | null
  readonly zone: string | null
  readonly zoneName: string | null
  readonly owner: string | null
  readonly ownerName: string | null
  readonly address: string | null
  /** A point, a line or an area, as the city keeps it; null where nobody said. */
  readonly place?: unknown
  readonly criticality: string | null
  readonly product: string | null
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[]
  readonly conflicts: readonly string[]
}

export interface Said {
  readonly value: unknown
  readonly source: string
  readonly time: number
  readonly confidence: 'declared' | 'observed' | 'imported' | 'assumed'
  readonly until?: number
}

export interface Stakes {
  readonly services: readonly {
    readonly service: string
    readonly name: string
    readonly downAfter: number | null
    readonly people: Amount
    readonly basis: 'stated' | 'assumed'
  }[]
  readonly people: Amount
  readonly assumedShare: number
  readonly stands: readonly StandsOn[]
  readonly carriers: { readonly count: number; readonly names: readonly string[] }
}

/** What lost some of its suppliers and still has enough: k of n. */
export interface StandsOn {
  readonly kind: 'asset' | 'service'
  readonly id: string
  readonly name: string
  readonly of: number
  readonly needed: number
  readonly left: number
}

/** An asset or a service; without a name where it is another department's. */
export interface PartyView {
  readonly kind: 'asset' | 'service'
  readonly id: string | null
  readonly name: string | null
}

export interface SupplyTerms {
  readonly id: string
  readonly of: number
  readonly needed: number
  /** Hours that the dependent holds without. */
  readonly buffer: number
  readonly byHand: boolean
  readonly assumed: readonly string[]
}

export interface Supplies {
  readonly needs: readonly (SupplyTerms & { readonly suppliers: readonly PartyView[] })[]
  readonly serves: readonly (SupplyTerms & { readonly dependent: PartyView })[]
  readonly beyond: readonly (PartyView & { readonly steps: number })[]
  readonly questions: readonly CityQuestion[]
}

export interface CityVersion {
  readonly number: number
  readonly at: number
  readonly who: string
  readonly kind: string
  readonly about: string
  readonly added: number
  readonly updated: number
  readonly removed: number
}

export interface AssetDetail {
  readonly asset: CityAsset
  readonly attributes: readonly {
    readonly name: string
    readonly shown: readonly Said[]
    readonly against: readonly Said[]
  }[]
  readonly stakes: Stakes
  readonly supplies: Supplies
  readonly history: readonly CityVersion[]
}

export interface Imported {
  readonly version: number | null
  readonly rows: number
  readonly assets: { readonly added: number; readonly updated: number; readonly same: number }
  readonly refused: readonly {
    readonly line: number
    readonly column?: string
    readonly reason: string
    readonly fix: string
  }[]
  readonly refusedCount: number
  readonly columns: readonly { readonly header: string; readonly meaning: string | null }[]
  readonly unknownKinds: readonly { readonly word: string; readonly rows: number }[]
  readonly changes: readonly {
    readonly asset: string
    readonly name: string
    readonly kind: 'added' | 'updated'
    readonly fields: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[]
  }[]
}

export interface ListAsked {
  readonly name: string
  readonly text: string
  readonly columns: Readonly<Record<string, string | null>>
  readonly kinds: Readonly<Record<string, string>>
}

export interface CityQuestion {
  readonly service: string
  readonly about: 'people' | 'fallback' | 'outage'
  readonly words: Words
}

export const overviewQuery = queryOptions({
  queryKey: ['city', 'overview'],
  queryFn: ({ signal }) => get<CityOverview>('/city', signal),
})

export function assetQuery(id: string) {
  return queryOptions({
    queryKey: ['city', 'asset', id],
    queryFn: ({ signal }) => get<AssetDetail>(`/city/assets/${encodeURIComponent(id)}`, signal),
  })
}

export const questionsQuery = queryOptions({
  queryKey: ['city', 'questions'],
  queryFn: ({ signal }) => get<{ readonly questions: readonly CityQuestion[] }>('/city/questions', signal),
})

export const versionsQuery = queryOptions({
  queryKey: ['city', 'versions'],
  queryFn: ({ signal }) => get<{ readonly versions: readonly CityVersion[] }>('/city/versions?limit=20', signal),
})

export function askList(asked: ListAsked, more: { readonly apply: boolean; readonly despiteRefused: boolean }) {
  return post<Imported>('/city/import', { ...asked, ...more })
}

/** One change of the city; what is shown of it is read anew afterwards. */
export function useCityChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['city'] }),
  })
}
