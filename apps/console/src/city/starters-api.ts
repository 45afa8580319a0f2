import { queryOptions } from '@tanstack/react-query'
import { get } from '../api/client.ts'

// The shape of /api/city/starters; /api/openapi.json describes it.

export const registers = ['services', 'suppliers'] as const

/** An entry of a register: a service that towns carry, or a trade that reaches into them. */
export interface Starter {
  readonly id: string
  readonly register: (typeof registers)[number]
  readonly words: { readonly en: string; readonly fr: string }
  /** What the city calls it; null where nobody said that it has it. */
  readonly known: string | null
  /** What it is called where it is only supposed from a list; null elsewhere. */
  readonly supposed: string | null
}

export const startersQuery = queryOptions({
  queryKey: ['city', 'starters'],
  queryFn: ({ signal }) => get<{ readonly starters: readonly Starter[] }>('/city/starters', signal),
})
