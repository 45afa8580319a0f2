import { type Asset, type City, members, type Place, type Position, shown } from '@tocsin/city'
import type { AssetId, ZoneId } from '@tocsin/kit'
import { nameOf } from './name-of.ts'
import type { Sight } from './visible.ts'

/** Assets that one answer holds, at most: past them the first by id, and how many there are. */
export const mostPlaces = 50_000

/** Parts of a degree in which positions are counted: 1.1 m. */
const parts = 1e5

/** A city as maps draw it, in columns, so that ten thousand things stay small. Numbers of `kinds` and `zones` are places in their lists. */
export interface Drawn {
  /** Assets that are seen in all, drawn or not. */
  readonly count: number
  readonly kinds: string[]
  readonly zones: { id: string; name: string; around: number[] | null }[]
  readonly assets: {
    ids: string[]
    names: string[]
    /** -1 where nobody said. */
    kinds: number[]
    zones: number[]
    /** Longitude and latitude by turns, in hundred-thousandths of a degree (WGS 84); null where nobody said. */
    at: (number | null)[]
  }
  /** What is no point: mains, basins. `asset` is a place in the columns, `along` positions by turns as in `at`. */
  readonly shapes: { asset: number; kind: 'line' | 'area'; along: number[] }[]
  /** Where people live, as the ground that the map lies on. */
  readonly cells: { name: string; around: number[] }[]
  readonly services: { id: string; name: string; kind: string | null; assets: number[] }[]
}

const whole = new WeakMap<City, Drawn>()

/** What somebody sees of a city, for a map; of the same city, for those who see all of it, made once. */
export function drawnOf(city: City, sight: Sight): Drawn {
  const known = sight.everything ? whole.get(city) : undefined
  if (known !== undefined) return known
  const drawn = draw(city, sight)
  if (sight.everything) whole.set(city, drawn)
  return drawn
}

function draw(city: City, sight: Sight): Drawn {
  const seen = [...city.assets.values()].filter(sight.asset)
  const assets = seen.slice(0, mostPlaces)
  const kinds = numbered<string>()
  const zones = numbered<ZoneId>()
  const columns: Drawn['assets'] = { ids: [], names: [], kinds: [], zones: [], at: [] }
  const shapes: Drawn['shapes'] = []
  for (const [index, { id, said }] of assets.entries()) {
    columns.ids.push(id)
    columns.names.push(nameOf(city, id))
    columns.kinds.push(kinds.of(shown(said.kind, city.time)?.value))
    columns.zones.push(zones.of(shown(said.zone, city.time)?.value))
    const place = shown(said.place, city.time)?.value
    const at = place === undefined ? undefined : middleOf(place)
    columns.at.push(...(at === undefined ? [null, null] : turns([at])))
    if (place !== undefined && place.kind !== 'point') {
      shapes.push({
        asset: index,
        kind: place.kind,
        along: turns(place.kind === 'line' ? place.along : place.around),
      })
    }
  }
  // A zone of which somebody sees no asset is not theirs to know of, unless they see all.
  if (sight.everything) for (const id of city.zones.keys()) zones.of(id)
  return {
    count: seen.length,
    kinds: kinds.list,
    zones: zones.list.map((id) => {
      const said = city.zones.get(id)?.said
      const place = shown(said?.place, city.time)?.value
      const name = shown(said?.name, city.time)?.value ?? id
      return { id, name, around: place?.kind === 'area' ? turns(place.around) : null }
    }),
    assets: columns,
    shapes,
    cells: sight.everything ? cellsOf(city) : [],
    services: servicesOf(city, sight, assets),
  }
}

function cellsOf(city: City): Drawn['cells'] {
  return [...city.cells.values()].flatMap(({ id, said }) => {
    const area = shown(said.area, city.time)?.value
    if (area?.kind !== 'area') return []
    return [{ name: shown(said.name, city.time)?.value ?? id, around: turns(area.around) }]
  })
}

/** Services with the assets that they rest on at once. */
function servicesOf(city: City, sight: Sight, assets: readonly Asset[]): Drawn['services'] {
  const places = new Map<AssetId, number>(assets.map(({ id }, index) => [id, index]))
  const under = new Map<string, Set<number>>()
  for (const { said } of city.dependencies.values()) {
    const dependent = shown(said.dependent, city.time)?.value
    if (dependent?.kind !== 'service') continue
    const rests = under.get(dependent.id) ?? new Set()
    for (const { value } of members(said.suppliers, city.time)) {
      const place = value.kind === 'asset' ? places.get(value.id) : undefined
      if (place !== undefined) rests.add(place)
    }
    under.set(dependent.id, rests)
  }
  return [...city.services.values()].filter(sight.service).map(({ id, said }) => ({
    id,
    name: shown(said.name, city.time)?.value ?? id,
    kind: shown(said.kind, city.time)?.value ?? null,
    assets: [...(under.get(id) ?? [])].sort((a, b) => a - b),
  }))
}

/** Where a line or an area is pointed at: the middle of its positions. */
function middleOf(place: Place): Position {
  if (place.kind === 'point') return place.at
  const positions = place.kind === 'line' ? place.along : place.around
  const middle = positions[Math.floor(positions.length / 2)]
  if (place.kind === 'line' && middle !== undefined) return middle
  const sum = (axis: 0 | 1) => positions.reduce((total, position) => total + position[axis], 0) / positions.length
  return [sum(0), sum(1)]
}

function turns(positions: readonly Position[]): number[] {
  return positions.flatMap(([longitude, latitude]) => [Math.round(longitude * parts), Math.round(latitude * parts)])
}

/** Each value once, and its place in the list; -1 for what nobody said. */
function numbered<Value extends string>() {
  const list: Value[] = []
  const places = new Map<Value, number>()
  return {
    list,
    of: (value: Value | undefined): number => {
      if (value === undefined) return -1
      const known = places.get(value)
      if (known !== undefined) return known
      places.set(value, list.length)
      return list.push(value) - 1
    },
  }
}
