import { useQuery } from '@tanstack/react-query'
import type { Field } from '@tocsin/query'
import { type Asked, overviewQuery } from './ask.ts'

/** The histogram and facets of a search; asked beside it, and never in its way. */
export function useOverview(asked: Asked, facets: readonly Field[], enabled: boolean) {
  return useQuery({ ...overviewQuery(asked, facets), enabled })
}
