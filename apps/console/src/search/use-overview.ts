import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Field } from '@tocsin/query'
import { type Asked, eventsQuery, overviewQuery } from './ask.ts'

/**
 * The histogram and facets of a search: asked when its first rows have come, as they read all that answers and would keep
 * the rows, which stop at a page, waiting.
 */
export function useOverview(asked: Asked, facets: readonly Field[], enabled: boolean) {
  const { isPending } = useInfiniteQuery({ ...eventsQuery(asked), enabled, notifyOnChangeProps: ['isPending'] })
  return useQuery({ ...overviewQuery(asked, facets), enabled: enabled && !isPending })
}
