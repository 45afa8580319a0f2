import type { Sees } from '@tocsin/capability'
import { type City, shown } from '@tocsin/city'
import type { Observable } from '@tocsin/kit'
import { stakesOf } from '../api/asset-view.ts'
import { sightOf } from '../api/visible.ts'
import { identifierIndex } from './identifier-index.ts'

/** Names of the assets that observables are, and of the services that their loss together takes away, as somebody sees them. */
export function namesAtStake(
  city: City,
  about: readonly Observable[],
  sees: Sees,
): { readonly assets: readonly string[]; readonly services: readonly string[] } {
  const sight = sightOf(city, sees)
  const index = identifierIndex(city)
  const ids = [...new Set(about.flatMap((observable) => index.assetsOf(observable)))]
  const assets = ids.flatMap((id) => city.assets.get(id) ?? []).filter(sight.asset)
  const lost = assets.map(({ id }) => id)
  return {
    assets: assets.map(({ id, said }) => shown(said.name, city.time)?.value ?? id),
    services: lost.length === 0 ? [] : stakesOf(city, lost, sight).services.map(({ name }) => name),
  }
}
