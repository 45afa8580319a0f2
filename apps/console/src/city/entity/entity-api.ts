import { queryOptions } from '@tanstack/react-query'
import { observableOfIdentifier } from '@tocsin/city'
import { type Observable, observableKey } from '@tocsin/kit'
import { get } from '../../api/client.ts'
import type { IncidentPage } from '../../api/contract.ts'
import { searchText } from '../../incident/pivot.ts'
import type { CityAsset } from '../city-api.ts'
import type { Discrepancies } from '../learnt-api.ts'
import type { Flow } from '../segmentation-api.ts'

/** Names of one thing that incidents and events are asked by, at most. */
const mostNames = 8

/** What events would name a thing by: those of its identifiers that are seen on the wire. */
export function namesOf(asset: Pick<CityAsset, 'identifiers'>): readonly Observable[] {
  const names = new Map<string, Observable>()
  for (const identifier of asset.identifiers) {
    const observable = observableOfIdentifier(identifier as Parameters<typeof observableOfIdentifier>[0])
    if (observable !== undefined) names.set(observableKey(observable), observable)
  }
  return [...names.values()].slice(0, mostNames)
}

/** The search for what names any of them; nothing where nothing would. */
export function eventsText(names: readonly Observable[]): string | undefined {
  return names.length === 0 ? undefined : names.map(searchText).join(' or ')
}

export function incidentsAbout(names: readonly Observable[]) {
  // A comma would be read as two names.
  const keys = names.map(observableKey).filter((key) => !key.includes(','))
  return queryOptions({
    queryKey: ['incidents', 'about', keys],
    queryFn: ({ signal }) =>
      get<IncidentPage>(`/incidents?${new URLSearchParams({ about: keys.join(), limit: '20' })}`, signal),
    enabled: keys.length > 0,
  })
}

/** Flows of an asset, or of an address that is none yet. */
export function flowsOf(of: { readonly asset: string } | { readonly end: string }) {
  return queryOptions({
    queryKey: ['city', 'flows', of],
    queryFn: ({ signal }) =>
      get<{ readonly flows: readonly Flow[]; readonly count: number }>(
        `/city/flows?${new URLSearchParams({ ...of, limit: '50' })}`,
        signal,
      ),
  })
}

export function misfitsOf(asset: string) {
  return queryOptions({
    queryKey: ['city', 'discrepancies', 'of', asset],
    queryFn: ({ signal }) =>
      get<Discrepancies>(`/city/discrepancies?${new URLSearchParams({ asset, limit: '50' })}`, signal),
  })
}

export interface Recognised {
  readonly recognised: readonly { readonly observable: string; readonly assets: readonly CityAsset[] }[]
}

export function recognisedQuery(observable: Observable) {
  const key = observableKey(observable)
  return queryOptions({
    queryKey: ['city', 'recognised', [key]],
    queryFn: ({ signal }) => get<Recognised>(`/city/recognise?${new URLSearchParams({ observables: key })}`, signal),
    enabled: !key.includes(','),
  })
}
