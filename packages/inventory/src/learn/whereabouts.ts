import { type City, members, parseNetwork, shown, type Zone } from '@tocsin/city'
import type { AssetId, ZoneId } from '@tocsin/kit'
import { type Claims, claimKey } from './claims.ts'
import { outside } from './digest.ts'
import { v4Of } from './terrain.ts'

/** Where one end of a flow stands. */
export interface End {
  readonly asset?: AssetId
  readonly zone?: ZoneId
}

/** An end that stands for all of a zone. */
export const zonePrefix = 'zone:'
/** An end of the city that stands in no zone. */
export const unzoned = 'zone:-'

/** Where the ends of flows stand in a city: by what its assets say, else by the networks of its zones. */
export function endOf(city: City, claims: Pick<Claims, 'of'>, end: string): End {
  if (end === outside) return zoned(groundOf(city).world)
  if (end === unzoned) return {}
  if (end.startsWith(zonePrefix)) return { zone: end.slice(zonePrefix.length) as ZoneId }
  const asset = claims.of(claimKey('ip', end))
  const said = asset === undefined ? undefined : shown(city.assets.get(asset)?.said.zone, city.time)?.value
  const zone = said ?? groundOf(city).zoneAt(end)
  return { ...(asset === undefined ? {} : { asset }), ...zoned(zone) }
}

function zoned(zone: ZoneId | undefined): { readonly zone?: ZoneId } {
  return zone === undefined ? {} : { zone }
}

interface Ground {
  /** The zone that stands for the world outside, where one was declared. */
  readonly world: ZoneId | undefined
  readonly networks: readonly string[]
  zoneAt(address: string): ZoneId | undefined
}

const grounds = new WeakMap<City['zones'], Ground>()

/** Built once for each state of the zones: most versions of a city leave them alone. */
export function groundOf(city: City): Ground {
  const known = grounds.get(city.zones)
  if (known !== undefined) return known
  const v4: { first: number; last: number; zone: ZoneId }[] = []
  const v6: { first: bigint; last: bigint; zone: ZoneId }[] = []
  const networks: string[] = []
  let world: ZoneId | undefined
  for (const zone of city.zones.values()) {
    if (isWorld(zone, city.time)) world ??= zone.id
    for (const { value } of members(zone.said.networks, city.time)) {
      networks.push(value)
      const range = parseNetwork(value)
      if (range?.family === 4) v4.push({ first: Number(range.first), last: Number(range.last), zone: zone.id })
      else if (range !== undefined) v6.push({ first: range.first, last: range.last, zone: zone.id })
    }
  }
  // The narrowest network that holds an address is its own.
  v4.sort((a, b) => a.last - a.first - (b.last - b.first))
  v6.sort((a, b) => (a.last - a.first < b.last - b.first ? -1 : 1))
  const ground: Ground = {
    world,
    networks,
    zoneAt: (address) => {
      const number = v4Of(address)
      if (number !== undefined) return v4.find(({ first, last }) => first <= number && number <= last)?.zone
      const range = v6.length === 0 ? undefined : parseNetwork(address)
      return range === undefined
        ? undefined
        : v6.find(({ first, last }) => first <= range.first && range.first <= last)?.zone
    },
  }
  grounds.set(city.zones, ground)
  return ground
}

function isWorld({ said }: Zone, at: number): boolean {
  return shown(said.layer, at)?.value === 'outside'
}
