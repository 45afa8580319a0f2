import { type Asset, type City, type CityDiff, type Identifier, members, type Statement, shown } from '@tocsin/city'
import type { AssetId } from '@tocsin/kit'
import { isPrivateAddress } from './terrain.ts'

/** Who claims what a thing is known by, kept beside the city from version to version. */
export interface Claims {
  /** The first asset that claims it; of several, whose claim a person or a register made. */
  of(key: string): AssetId | undefined
  /** Follows a change of the city. */
  follow(difference: CityDiff['assets'], at: number): void
  /** Assets that were made from what was seen alone. */
  readonly made: number
  /** Everything that is claimed. */
  keys(): Iterable<string>
  /** Public addresses that records name: they are of the city because somebody says so. */
  readonly named: ReadonlySet<string>
}

export function claimKey(scheme: string, value: string): string {
  return `${scheme}:${value}`
}

/** The first part of ids of assets that nobody declared. */
export const madePrefix = 'seen-'

export function openClaims(city: City): Claims {
  // By scheme and value, whose texts are the city's own: a key of both would be one more text for each.
  const owners = new Map<string, Map<string, AssetId | readonly AssetId[]>>()
  /** Of which no person and no register speaks: as a rule few. */
  const unsure = new Set<AssetId>()
  const named = new Set<string>()
  let made = 0

  const claim = ({ scheme, value }: Identifier, id: AssetId) => {
    const of = owners.get(scheme) ?? new Map<string, AssetId | readonly AssetId[]>()
    owners.set(scheme, of)
    const before = of.get(value)
    if (before === undefined) of.set(value, id)
    else if (typeof before === 'string') {
      if (before !== id) of.set(value, [before, id])
    } else if (!before.includes(id)) of.set(value, [...before, id])
  }
  const unclaim = ({ scheme, value }: Identifier, id: AssetId) => {
    const of = owners.get(scheme)
    const before = of?.get(value)
    if (before === id) of?.delete(value)
    else if (Array.isArray(before)) {
      const left = before.filter((one) => one !== id)
      const [only, ...more] = left
      if (only === undefined) of?.delete(value)
      else of?.set(value, more.length === 0 ? only : left)
    }
  }
  const enter = (asset: Asset, at: number) => {
    if (asset.id.startsWith(madePrefix)) made++
    if (!isDeclared(asset)) unsure.add(asset.id)
    for (const { value } of identifiersOf(asset, at)) claim(value, asset.id)
    for (const { scheme, value } of statedIdentifiers(asset, at)) {
      if (scheme === 'ip' && !isPrivateAddress(value)) named.add(value)
    }
  }
  const leave = (asset: Asset) => {
    if (asset.id.startsWith(madePrefix)) made--
    unsure.delete(asset.id)
    for (const { value } of asset.said.identifiers ?? []) {
      unclaim(value, asset.id)
      named.delete(value.value)
    }
  }

  for (const asset of city.assets.values()) enter(asset, city.time)
  return {
    of: (key) => {
      const colon = key.indexOf(':')
      const found = owners.get(key.slice(0, colon))?.get(key.slice(colon + 1))
      if (found === undefined || typeof found === 'string') return found
      return found.find((id) => !unsure.has(id)) ?? found[0]
    },
    follow: ({ added, updated, removed }, at) => {
      for (const asset of removed) leave(asset)
      for (const [from, to] of updated) {
        leave(from)
        enter(to, at)
      }
      for (const asset of added) enter(asset, at)
    },
    get made() {
      return made
    },
    keys: function* () {
      for (const [scheme, of] of owners) for (const value of of.keys()) yield claimKey(scheme, value)
    },
    named,
  }
}

export function identifiersOf({ said }: Asset, at: number): readonly Statement<Identifier>[] {
  return members(said.identifiers, at)
}

/** What a person or a register says that it is known by now: it stays theirs, whatever was seen of it since. */
export function statedIdentifiers({ said }: Asset, at: number): readonly Identifier[] {
  return (said.identifiers ?? [])
    .filter(({ confidence, until }) => isSaid(confidence) && (until === undefined || at < until))
    .map(({ value }) => value)
}

function isSaid(confidence: Statement<unknown>['confidence']): boolean {
  return confidence === 'declared' || confidence === 'imported'
}

/** Whether a person or a register speaks of it, and not only what was seen. */
export function isDeclared({ said }: Asset): boolean {
  for (const name in said) {
    const statements = (said as Readonly<Record<string, readonly Statement<unknown>[] | undefined>>)[name]
    if (statements?.some(({ confidence }) => isSaid(confidence))) return true
  }
  return false
}

/** Whether a person or a register speaks of this one attribute now. */
export function isStated(statements: readonly Statement<unknown>[] | undefined, at: number): boolean {
  const best = shown(
    statements?.filter(({ confidence }) => isSaid(confidence)),
    at,
  )
  return best !== undefined
}
