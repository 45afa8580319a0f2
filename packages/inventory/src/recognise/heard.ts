import type { CityHeard, Sees } from '@tocsin/capability'
import { type City, shown } from '@tocsin/city'
import type { AssetId, Observable, ZoneId } from '@tocsin/kit'
import { sightOf } from '../api/visible.ts'
import { identifierIndex } from './identifier-index.ts'

/** Zones, and names of assets, in one answer. */
const most = { zones: 100, names: 20 } as const

/** Which assets and zones of a city are among what was heard of; somebody of a department hears of their own. */
export function heardOf(city: City, observables: readonly Observable[], sees: Sees): CityHeard {
  const sight = sightOf(city, sees)
  const index = identifierIndex(city)
  const heard = new Set<AssetId>(observables.flatMap((observable) => index.assetsOf(observable)))
  const zones = new Map<ZoneId, { assets: number; heard: number }>()
  const grave: string[] = []
  let assets = 0
  for (const asset of city.assets.values()) {
    if (!sight.asset(asset)) continue
    assets++
    const { id, said } = asset
    const zone = shown(said.zone, city.time)?.value
    if (zone !== undefined) {
      const counts = zones.get(zone) ?? { assets: 0, heard: 0 }
      counts.assets++
      if (heard.has(id)) counts.heard++
      zones.set(zone, counts)
    }
    const criticality = shown(said.criticality, city.time)?.value
    if (!heard.has(id) && (criticality === 'high' || criticality === 'vital')) {
      grave.push(shown(said.name, city.time)?.value ?? id)
    }
  }
  const nameOf = (id: ZoneId) => shown(city.zones.get(id)?.said.name, city.time)?.value ?? id
  return {
    assets,
    zones: [...zones]
      .map(([id, counts]) => ({ id, name: nameOf(id), ...counts }))
      .sort((a, b) => a.heard / a.assets - b.heard / b.assets || b.assets - a.assets || (a.id < b.id ? -1 : 1))
      .slice(0, most.zones),
    grave: { count: grave.length, names: grave.sort().slice(0, most.names) },
  }
}
