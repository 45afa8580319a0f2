import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Incident } from '@tocsin/event'
import type { IncidentDetail, IncidentPage } from '../api/contract.ts'

/** What people tell has no rule that could be kept quiet. */
const byHand = 'tocsin:by-hand'

/** Whether keeping its pairs quiet would hold anything back. */
export function quietable({ realm, detectors }: Pick<Incident, 'realm' | 'detectors'>): boolean {
  return realm !== 'replay' && detectors.some(({ id }) => id !== byHand)
}

/** Whether any of some incidents can be kept quiet, as far as the console has read them; what it has not read may be. */
export function anyQuietable(
  queries: Pick<QueryClient, 'getQueryData' | 'getQueriesData'>,
  ids: readonly string[],
): boolean {
  const listed = queries
    .getQueriesData<InfiniteData<IncidentPage>>({ queryKey: ['incidents'] })
    .flatMap(([, data]) => data?.pages.flatMap(({ incidents }) => incidents) ?? [])
  return ids.some((id) => {
    const read = queries.getQueryData<InfiniteData<IncidentDetail>>(['incident', id])?.pages[0]?.incident
    const known = read ?? listed.find((one) => one.id === id)
    return known === undefined || quietable(known)
  })
}
