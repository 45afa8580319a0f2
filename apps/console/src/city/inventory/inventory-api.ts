import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { OddName, StateName } from '@tocsin/city'
import { get } from '../../api/client.ts'
import type { InventoryParams } from '../../app/search-params.ts'
import type { CityAsset } from '../city-api.ts'

// The shapes of /api/city/inventory and /api/city/views; /api/openapi.json describes them.

export const facetNames = ['odd', 'unknown', 'state', 'kind', 'zone', 'owner', 'criticality', 'source'] as const
export type FacetName = (typeof facetNames)[number]

export interface TableAsset extends CityAsset {
  readonly state: StateName
  readonly odd: readonly OddName[]
}

export interface Facet {
  readonly name: FacetName
  readonly values: readonly { readonly value: string; readonly name: string | null; readonly count: number }[]
  readonly more: number
}

export interface TablePage {
  readonly assets: readonly TableAsset[]
  readonly count: number
  readonly next: string | null
  readonly facets: readonly Facet[]
}

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly asked: string
  readonly shared: boolean
  readonly mine: boolean
  readonly owner: string
}

export interface Choices {
  readonly zones: readonly { readonly id: string; readonly name: string }[]
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
}

/** What narrows the list, as its address and the API write it. */
export function askedOf(params: InventoryParams): Readonly<Record<string, string>> {
  const asked: Record<string, string> = {}
  for (const name of ['q', ...facetNames] as const) {
    const value = params[name]
    if (value !== undefined) asked[name] = value
  }
  return asked
}

/** The values of a facet that are chosen: with commas, and one inside of a value as `%2C`. */
export function chosenIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .filter((one) => one !== '')
    .map((one) => one.replaceAll(/%2C/gi, ',').replaceAll('%25', '%'))
}

export function chosenText(values: readonly string[]): string | undefined {
  return values.length === 0
    ? undefined
    : values.map((one) => one.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',')
}

export function tableQuery(params: InventoryParams) {
  const asked = { ...askedOf(params), ...(params.sort === undefined ? {} : { sort: params.sort }) }
  return infiniteQueryOptions({
    queryKey: ['city', 'table', asked],
    queryFn: ({ signal, pageParam }) =>
      get<TablePage>(
        `/city/inventory?${new URLSearchParams({ ...asked, limit: '200', ...(pageParam === '' ? {} : { after: pageParam }) })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export const viewsQuery = queryOptions({
  queryKey: ['city', 'views'],
  queryFn: async ({ signal }) => (await get<{ readonly views: readonly SavedView[] }>('/city/views', signal)).views,
})

export const choicesQuery = queryOptions({
  queryKey: ['city', 'choices'],
  queryFn: ({ signal }) => get<Choices>('/city/choices', signal),
  staleTime: 60_000,
})

/** All that answer, as the lines of one list: some thousand at a time. */
export async function wholeList(params: InventoryParams, signal: AbortSignal, told: (rows: number) => void) {
  const parts: string[] = []
  let rows = 0
  for (let after: string | null = ''; after !== null; ) {
    const asked: Record<string, string> = { ...askedOf(params), ...(after === '' ? {} : { after }) }
    const page: { readonly csv: string; readonly rows: number; readonly next: string | null } = await get(
      `/city/inventory/csv?${new URLSearchParams(asked)}`,
      signal,
    )
    parts.push(page.csv)
    rows += page.rows
    told(rows)
    after = page.next
  }
  return parts
}
