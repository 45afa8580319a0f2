import { type Asset, type City, members, observableOfIdentifier } from '@tocsin/city'
import { type AssetId, hash32, type Observable, observableKey } from '@tocsin/kit'

/** Which assets claim what events name, at one version of the city. */
export interface IdentifierIndex {
  /** The assets that claim it: one, as a rule; more where an identifier is claimed twice. */
  assetsOf(observable: Observable): readonly AssetId[]
}

/**
 * Hashes of what assets of one version claim, and of which asset each is: eight bytes a name, beside the heap. That an asset truly
 * claims it is looked up in the city that is asked about, so a version shares the hashes of an older one and adds what changed.
 */
interface Hashes {
  /** In their order. */
  readonly hashes: Uint32Array
  /** The place of the asset among those of the version. */
  readonly places: Uint32Array
  readonly assets: readonly Asset[]
}

const indexes = new WeakMap<City, IdentifierIndex>()
let newest: Hashes | undefined

/** Assets that may differ from those of the hashes, as a part of all, before these are made anew. */
const mostChanged = 1 / 16

/** The index of a city, made once a version. */
export function identifierIndex(city: City): IdentifierIndex {
  const known = indexes.get(city)
  if (known !== undefined) return known
  let base = newest ?? hashesOf(city)
  let changed = changedSince(base, city)
  if (changed === undefined) {
    base = hashesOf(city)
    changed = new Map()
  }
  newest = base
  const index = indexOver(base, changed, city)
  indexes.set(city, index)
  return index
}

function indexOver({ hashes, places, assets }: Hashes, changed: ReadonlyMap<number, AssetId[]>, city: City) {
  const claims = (id: AssetId, key: string) => {
    const of = members(city.assets.get(id)?.said.identifiers, city.time)
    return of.some(({ value }) => keyOf(value) === key)
  }
  return {
    assetsOf: (observable: Observable): readonly AssetId[] => {
      const key = observableKey(observable)
      const hash = hash32(key)
      const found: AssetId[] = []
      const consider = (id: AssetId | undefined) => {
        if (id !== undefined && !found.includes(id) && claims(id, key)) found.push(id)
      }
      for (let at = firstOf(hashes, hash); hashes[at] === hash; at++) consider(assets[places[at] ?? 0]?.id)
      for (const id of changed.get(hash) ?? []) consider(id)
      return found
    },
  }
}

function hashesOf(city: City): Hashes {
  const assets = [...city.assets.values()]
  // A hash and a place in one double: sorted as numbers, many times faster than pairs.
  const pairs: number[] = []
  for (const [place, { said }] of assets.entries()) {
    for (const { value } of members(said.identifiers, city.time)) {
      const key = keyOf(value)
      if (key !== undefined) pairs.push(hash32(key) * mostAssets + place)
    }
  }
  const sorted = Float64Array.from(pairs).sort()
  const hashes = new Uint32Array(sorted.length)
  const places = new Uint32Array(sorted.length)
  for (const [at, pair] of sorted.entries()) {
    const place = pair % mostAssets
    places[at] = place
    hashes[at] = (pair - place) / mostAssets
  }
  return { hashes, places, assets }
}
const mostAssets = 2 ** 21

/** By hash the assets that are not as they were when the hashes were made; nothing where they are too many. */
function changedSince({ assets }: Hashes, city: City): ReadonlyMap<number, AssetId[]> | undefined {
  const changed = new Map<number, AssetId[]>()
  const most = Math.max(100, city.assets.size * mostChanged)
  const isGone = (was: Asset | undefined, is: Asset) => was !== undefined && was !== is && !city.assets.has(was.id)
  let [at, count] = [0, 0]
  for (const asset of city.assets.values()) {
    while (isGone(assets[at], asset)) at++
    if (assets[at] === asset) {
      at++
      continue
    }
    if (++count > most) return undefined
    for (const { value } of members(asset.said.identifiers, city.time)) {
      const key = keyOf(value)
      if (key === undefined) continue
      const hash = hash32(key)
      const before = changed.get(hash)
      if (before === undefined) changed.set(hash, [asset.id])
      else before.push(asset.id)
    }
    // In place of the one that it was: those behind it are compared on.
    if (assets[at]?.id === asset.id) at++
  }
  return changed
}

function keyOf(value: Parameters<typeof observableOfIdentifier>[0]): string | undefined {
  const observable = observableOfIdentifier(value)
  return observable === undefined ? undefined : observableKey(observable)
}

function firstOf(hashes: Uint32Array, hash: number): number {
  let [low, high] = [0, hashes.length]
  while (low < high) {
    const mid = (low + high) >> 1
    if ((hashes[mid] ?? 0) < hash) low = mid + 1
    else high = mid
  }
  return low
}
