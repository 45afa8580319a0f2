import type { AssetId, ZoneId } from '@tocsin/kit'
import type { City } from './city.ts'
import { members, shown } from './model/statement.ts'
import type { ConduitId, OrganisationId } from './schema/ids.ts'

/** Where somebody stands: in a zone, on an asset, or in an organisation that gets in from outside. */
export type Standpoint =
  | { readonly kind: 'zone'; readonly id: ZoneId }
  | { readonly kind: 'asset'; readonly id: AssetId }
  | { readonly kind: 'organisation'; readonly id: OrganisationId }

export interface Reached {
  readonly zone: ZoneId
  /** Conduits passed on the shortest way; 0 is where it starts. */
  readonly hops: number
  /** The conduits of one shortest way, first by id where several are as short. */
  readonly path: readonly ConduitId[]
  /** Only these assets can be addressed by ways of this length, not all of the zone; from one of them the rest is a step away. */
  readonly only?: readonly AssetId[]
}

/**
 * The zones that can be reached through meant flows, nearest first, then by id.
 *
 * One hop is what the standpoint may address itself. More hops suppose that each reached zone is taken on the way, whoever in
 * it may begin the next flow. A flow without a conduit is not in it: that is a finding, not a way that was meant.
 *
 * @param mostHops 1 for direct flows only
 */
export function reach(city: City, from: Standpoint, mostHops = Number.POSITIVE_INFINITY): readonly Reached[] {
  const starts = startsOf(city, from)
  const reached = new Map(starts.map((start) => [start.zone, start]))
  const ways = waysByZone(city)
  let edge: Iterable<Reached> = starts
  for (let hops = 1; hops <= mostHops; hops++) {
    const next = new Map<ZoneId, Reached>()
    for (const here of edge) {
      for (const way of ways.get(here.zone) ?? []) {
        if (reached.has(way.to) || (hops === 1 && !mayBegin(way, from, here))) continue
        next.set(
          way.to,
          together(next.get(way.to), { zone: way.to, hops, path: [...here.path, way.id], only: way.targets }),
        )
      }
    }
    if (next.size === 0) break
    for (const [zone, found] of next) reached.set(zone, found)
    edge = next.values()
  }
  return [...reached.values()].sort((a, b) => a.hops - b.hops || (a.zone < b.zone ? -1 : 1))
}

interface Way {
  readonly id: ConduitId
  readonly to: ZoneId
  readonly sources: readonly AssetId[]
  readonly targets: readonly AssetId[]
}

function waysByZone(city: City): Map<ZoneId, Way[]> {
  const ways = new Map<ZoneId, Way[]>()
  const conduits = [...city.conduits.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id, said } of conduits) {
    const from = shown(said.from, city.time)?.value
    const to = shown(said.to, city.time)?.value
    if (from === undefined || to === undefined || from === to) continue
    const way = { id, to, sources: values(said.sources, city), targets: values(said.targets, city) }
    const list = ways.get(from)
    if (list === undefined) ways.set(from, [way])
    else list.push(way)
  }
  return ways
}

function startsOf(city: City, from: Standpoint): Reached[] {
  if (from.kind === 'zone') return city.zones.has(from.id) ? [{ zone: from.id, hops: 0, path: [] }] : []
  if (from.kind === 'asset') {
    const zone = zoneOf(city, from.id)
    return zone === undefined ? [] : [{ zone, hops: 0, path: [] }]
  }
  const said = city.organisations.get(from.id)?.said
  const starts = new Map<ZoneId, Reached>()
  for (const zone of values(said?.reachesZones, city)) starts.set(zone, { zone, hops: 0, path: [] })
  for (const asset of values(said?.reachesAssets, city)) {
    const zone = zoneOf(city, asset)
    if (zone === undefined || (starts.has(zone) && starts.get(zone)?.only === undefined)) continue
    starts.set(zone, { zone, hops: 0, path: [], only: [...(starts.get(zone)?.only ?? []), asset] })
  }
  return [...starts.values()].sort((a, b) => (a.zone < b.zone ? -1 : 1))
}

function mayBegin(way: Way, from: Standpoint, here: Reached): boolean {
  if (way.sources.length === 0) return true
  if (from.kind === 'asset') return way.sources.includes(from.id)
  return here.only === undefined || here.only.some((asset) => way.sources.includes(asset))
}

/** Two ways of the same length into one zone: the first path, and the targets of both. No targets named is all of the zone. */
function together(a: Reached | undefined, b: Reached): Reached {
  const all = a !== undefined && a.only === undefined
  const only = [...new Set([...(a?.only ?? []), ...(b.only ?? [])])].sort()
  const { zone, hops, path } = a ?? b
  return all || b.only === undefined || b.only.length === 0 ? { zone, hops, path } : { zone, hops, path, only }
}

function zoneOf(city: City, asset: AssetId): ZoneId | undefined {
  return shown(city.assets.get(asset)?.said.zone, city.time)?.value
}

function values<Value>(statements: Parameters<typeof members<Value>>[0], city: City): Value[] {
  return members(statements, city.time).map(({ value }) => value)
}
