import type { Questions, Sees } from '@tocsin/capability'
import { shown } from '@tocsin/city'
import { observableOf, type ZoneId } from '@tocsin/kit'
import { sightOf } from '../api/visible.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { Learner } from '../learn/learner.ts'
import { canonicalAddress } from '../learn/terrain.ts'
import { endOf } from '../learn/whereabouts.ts'
import { identifierIndex } from './identifier-index.ts'

/** The zones that somebody sees, and in which of them addresses and names of hosts stand: by what assets say, else by networks. */
export function zonesOfEnds(
  keeper: CityKeeper,
  { claims }: Pick<Learner, 'claims'>,
  ends: readonly string[],
  sees: Sees,
): Awaited<ReturnType<Questions['zonesOfEnds']>> {
  const city = keeper.city()
  const sight = sightOf(city, sees)
  const seen = new Set<ZoneId>()
  if (sight.everything) for (const id of city.zones.keys()) seen.add(id)
  else {
    for (const asset of city.assets.values()) {
      const zone = sight.asset(asset) ? shown(asset.said.zone, city.time)?.value : undefined
      if (zone !== undefined && city.zones.has(zone)) seen.add(zone)
    }
  }
  const index = identifierIndex(city)
  const zoneAt = (end: string): ZoneId | undefined => {
    const address = canonicalAddress(end)
    if (address !== undefined) return endOf(city, claims, address).zone
    const host = observableOf('host', end)
    const [asset] = host === undefined ? [] : index.assetsOf(host)
    return asset === undefined ? undefined : shown(city.assets.get(asset)?.said.zone, city.time)?.value
  }
  const of = Object.fromEntries(
    ends.flatMap((end) => {
      const zone = zoneAt(end)
      return zone !== undefined && seen.has(zone) ? [[end, zone] as const] : []
    }),
  )
  const zones = [...seen].flatMap((id) => {
    const said = city.zones.get(id)?.said
    const name = shown(said?.name, city.time)?.value ?? id
    return [{ id: String(id), name, layer: shown(said?.layer, city.time)?.value ?? null }]
  })
  return { zones: zones.sort((a, b) => (a.name < b.name ? -1 : 1)), of }
}
