import { queryOptions } from '@tanstack/react-query'
import { ApiFailure, failureOf } from '../../api/client.ts'

/** What `/api/city/places` answers: a city in columns. Positions are longitude and latitude by turns, in hundred-thousandths of a degree. */
export interface Places {
  readonly number: number
  readonly count: number
  readonly kinds: readonly string[]
  readonly zones: readonly { readonly id: string; readonly name: string; readonly around: readonly number[] | null }[]
  readonly assets: {
    readonly ids: readonly string[]
    readonly names: readonly string[]
    readonly kinds: readonly number[]
    readonly zones: readonly number[]
    readonly at: readonly (number | null)[]
  }
  readonly states: { readonly misfit: readonly number[]; readonly undeclared: readonly number[] }
  readonly shapes: readonly {
    readonly asset: number
    readonly kind: 'line' | 'area'
    readonly along: readonly number[]
  }[]
  readonly cells: readonly { readonly name: string; readonly around: readonly number[] }[]
  readonly services: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string | null
    readonly assets: readonly number[]
  }[]
}

/** What was heard last, with its validator: in memory alone, so that nothing of the city stays in the browser's files. */
let held: { readonly validator: string; readonly places: Places } | undefined

export const placesQuery = queryOptions({
  queryKey: ['city', 'places'],
  queryFn: async ({ signal, client }) => {
    // Without a first answer in this session there is nothing that could be held.
    const known = client.getQueryData<Places>(['city', 'places'])
    const validator = held !== undefined && held.places === known ? held.validator : undefined
    const response = await fetch('/api/city/places', {
      headers: {
        accept: 'application/json',
        ...(validator === undefined ? {} : { 'if-none-match': validator }),
      },
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error
      throw new ApiFailure('offline', 'no answer')
    })
    if (response.status === 304 && known !== undefined) return known
    if (!response.ok) throw failureOf(response.status, await response.text())
    const places = (await response.json()) as Places
    const named = response.headers.get('etag')
    held = named === null ? undefined : { validator: named, places }
    return places
  },
  // The same object while nothing changed: comparing ten thousand things would cost more than asking.
  structuralSharing: false,
  refetchInterval: 60_000,
})
