import { type City, members, observableOfIdentifier } from '@tocsin/city'
import { type AssetId, type Observable, observableKey } from '@tocsin/kit'

/** Which assets claim what events name, at one version of the city. */
export interface IdentifierIndex {
  /** The assets that claim it: one, as a rule; more where an identifier is claimed twice. */
  assetsOf(observable: Observable): readonly AssetId[]
}

const indexes = new WeakMap<City, IdentifierIndex>()

/** The index of a city, built once a version. */
export function identifierIndex(city: City): IdentifierIndex {
  const known = indexes.get(city)
  if (known !== undefined) return known
  const owners = new Map<string, AssetId[]>()
  for (const { id, said } of city.assets.values()) {
    for (const { value } of members(said.identifiers, city.time)) {
      const observable = observableOfIdentifier(value)
      if (observable === undefined) continue
      const key = observableKey(observable)
      const list = owners.get(key)
      if (list === undefined) owners.set(key, [id])
      else if (!list.includes(id)) list.push(id)
    }
  }
  const index: IdentifierIndex = { assetsOf: (observable) => owners.get(observableKey(observable)) ?? [] }
  indexes.set(city, index)
  return index
}
