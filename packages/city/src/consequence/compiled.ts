import type { ServiceId, ZoneId } from '@tocsin/kit'
import type { City } from '../city.ts'
import { members, shown } from '../model/statement.ts'
import { harmsSame, onceFor } from '../same.ts'
import type { Party } from '../schema/dependency.ts'
import type { CellId, DependencyId, HoldingId } from '../schema/ids.ts'
import { type CellLosses, cellLosses } from './cell-losses.ts'
import { type HoursToFill, hoursBy } from './hours-by.ts'
import { downAfter, type Phases, phasesOf } from './phases.ts'
import { termsOf } from './terms.ts'
import { type TimeQueue, timeQueue } from './time-queue.ts'

/** How many people, and whether somebody counted them. NaN is not known. */
export interface Counted {
  readonly people: Float64Array
  readonly assumed: Uint8Array
}

/**
 * A city as numbers, for `consequence`. Nodes are assets, then services; a group is a dependency that has suppliers and a dependent.
 * Lists of lists are stored as offsets into one array (compressed sparse rows).
 */
export interface Compiled {
  readonly assets: readonly string[]
  readonly services: readonly ServiceId[]
  readonly assetNodes: ReadonlyMap<string, number>
  readonly serviceNodes: ReadonlyMap<string, number>
  /** node -> groups that it supplies */
  readonly supplies: Rows
  /** node -> groups that it depends on */
  readonly rests: Rows
  readonly groups: readonly DependencyId[]
  readonly dependent: Int32Array
  /** How many suppliers can be lost without harm: n - k. */
  readonly spare: Int32Array
  /** How many suppliers there are: n. */
  readonly sizes: Int32Array
  readonly phases: readonly Phases[]
  /** Hours from the loss of the group until its dependent falls for the first time. */
  readonly falls: Float64Array
  /** A term of the group is assumed. */
  readonly assumed: Uint8Array
  /** service -> cells that get it */
  readonly cellsOf: Rows
  readonly cells: readonly CellId[]
  readonly inCells: Counted
  /** cell -> its sensitive sites; cells without one are absent */
  readonly sites: ReadonlyMap<number, readonly Site[]>
  /** Rough counts of services that no cell names. */
  readonly rough: Counted
  /** Hours; NaN is not known. */
  readonly maximumOutage: Float64Array
  readonly zones: ReadonlyMap<ZoneId, readonly number[]>
  readonly holdings: ReadonlyMap<number, readonly HoldingId[]>
  readonly standalone: Uint8Array
  /** Services of which no supply is known, so that nobody can say whether they fall. */
  readonly unmodelled: readonly ServiceId[]
  /** Used by one call at a time; nothing of it leaves that call. New arrays of this size each time cost more than all the rest. */
  readonly scratch: {
    readonly seeds: HoursToFill
    readonly down: HoursToFill
    readonly lost: HoursToFill
    /** group -> suppliers that are lost */
    readonly gone: Int32Array
    readonly queue: TimeQueue
    readonly cells: CellLosses
  }
}

export interface Site {
  readonly kind: string
  readonly name: string
}

export interface Rows {
  readonly offset: Int32Array
  readonly to: Int32Array
}

/** The numbers of a city, made once for all versions in which losses mean the same. */
export const compiledOf: (city: City) => Compiled = onceFor(harmsSame, compile)

function compile(city: City): Compiled {
  const at = city.time
  const assets = [...city.assets.keys()]
  const services = [...city.services.keys()].sort()
  const assetNodes = placesIn(assets, 0)
  const serviceNodes = placesIn(services, assets.length)
  const nodeOf = ({ kind, id }: Party) => (kind === 'asset' ? assetNodes : serviceNodes).get(id)

  const groups: DependencyId[] = []
  const dependent: number[] = []
  const spare: number[] = []
  const sizes: number[] = []
  const phases: Phases[] = []
  const assumed: number[] = []
  const supplies = pairs()
  for (const id of [...city.dependencies.keys()].sort()) {
    const dependency = city.dependencies.get(id)
    const party = shown(dependency?.said.dependent, at)?.value
    const node = party && nodeOf(party)
    if (dependency === undefined || node === undefined) continue
    const terms = termsOf(city, dependency)
    // Suppliers that are not in the city are counted as present: check() lists them, and nothing can lose them
    if (terms.suppliers.length === 0) continue
    for (const supplier of terms.suppliers) {
      const from = nodeOf(supplier)
      if (from !== undefined) supplies.add(from, groups.length)
    }
    groups.push(id)
    dependent.push(node)
    spare.push(terms.suppliers.length - terms.needed)
    sizes.push(terms.suppliers.length)
    phases.push(phasesOf(terms.buffer, terms.fallback))
    assumed.push(terms.assumed.size > 0 ? 1 : 0)
  }
  const nodes = assets.length + services.length
  const resting = pairs()
  for (const [group, node] of dependent.entries()) resting.add(node, group)
  const rests = rowsOf(nodes, resting)
  const isModelled = (_: ServiceId, i: number) => {
    const node = assets.length + i
    return (rests.offset[node] ?? 0) < (rests.offset[node + 1] ?? 0)
  }
  return {
    assets,
    services,
    assetNodes,
    serviceNodes,
    scratch: {
      seeds: hoursBy(nodes),
      down: hoursBy(nodes),
      lost: hoursBy(groups.length),
      gone: new Int32Array(groups.length),
      queue: timeQueue(),
      cells: cellLosses(city.cells.size),
    },
    supplies: rowsOf(nodes, supplies),
    rests,
    groups,
    dependent: Int32Array.from(dependent),
    spare: Int32Array.from(spare),
    sizes: Int32Array.from(sizes),
    phases,
    falls: Float64Array.from(phases, downAfter),
    assumed: Uint8Array.from(assumed),
    maximumOutage: Float64Array.from(
      services,
      (id) => shown(city.services.get(id)?.said.maximumOutage, at)?.value ?? Number.NaN,
    ),
    ...peopleOf(city, services),
    ...placesOf(city, assets, assetNodes),
    unmodelled: services.filter((id, i) => !isModelled(id, i)),
  }
}

function peopleOf(city: City, services: readonly ServiceId[]) {
  const at = city.time
  const cells = [...city.cells.keys()].sort()
  const indexOf = new Map(services.map((id, i) => [id, i]))
  const served = pairs()
  for (const [cell, id] of cells.entries()) {
    for (const { value } of members(city.cells.get(id)?.said.services, at)) {
      const service = indexOf.get(value)
      if (service !== undefined) served.add(service, cell)
    }
  }
  const counted = (statements: ReturnType<typeof shown<number>>[]): Counted => ({
    people: Float64Array.from(statements, (one) => one?.value ?? Number.NaN),
    assumed: Uint8Array.from(statements, (one) => (one?.confidence === 'assumed' ? 1 : 0)),
  })
  return {
    cells,
    sites: sitesOf(city, cells),
    cellsOf: rowsOf(services.length, served),
    inCells: counted(cells.map((id) => shown(city.cells.get(id)?.said.people, at))),
    rough: counted(services.map((id) => shown(city.services.get(id)?.said.people, at))),
  }
}

function sitesOf(city: City, cells: readonly CellId[]): Map<number, Site[]> {
  const sites = new Map<number, Site[]>()
  for (const [cell, id] of cells.entries()) {
    const found = members(city.cells.get(id)?.said.sites, city.time)
    if (found.length > 0)
      sites.set(
        cell,
        found.map(({ value }) => ({ kind: value.kind, name: value.name })),
      )
  }
  return sites
}

function placesOf(city: City, assets: readonly string[], assetNodes: ReadonlyMap<string, number>) {
  const at = city.time
  const zones = new Map<ZoneId, number[]>()
  const standalone = new Uint8Array(assets.length)
  let node = 0
  for (const { said } of city.assets.values()) {
    const zone = shown(said.zone, at)?.value
    if (zone !== undefined) {
      const list = zones.get(zone)
      if (list === undefined) zones.set(zone, [node])
      else list.push(node)
    }
    if (said.standalone !== undefined && shown(said.standalone, at)?.value === true) standalone[node] = 1
    node++
  }
  const holdings = new Map<number, HoldingId[]>()
  for (const [id, { said }] of city.holdings) {
    for (const { value } of members(said.keptOn, at)) {
      const asset = assetNodes.get(value)
      if (asset === undefined) continue
      const list = holdings.get(asset)
      if (list === undefined) holdings.set(asset, [id])
      else list.push(id)
    }
  }
  return { zones, standalone, holdings }
}

function rowsOf(count: number, { from: froms, to: targets }: Pairs): Rows {
  const offset = new Int32Array(count + 1)
  for (const from of froms) offset[from + 1] = (offset[from + 1] ?? 0) + 1
  for (let i = 0; i < count; i++) offset[i + 1] = (offset[i + 1] ?? 0) + (offset[i] ?? 0)
  const next = offset.slice()
  const to = new Int32Array(froms.length)
  for (const [at, from] of froms.entries()) {
    const place = next[from] ?? 0
    to[place] = targets[at] ?? 0
    next[from] = place + 1
  }
  return { offset, to }
}

function placesIn(ids: readonly string[], first: number): Map<string, number> {
  const places = new Map<string, number>()
  for (const [place, id] of ids.entries()) places.set(id, first + place)
  return places
}

/** Pairs of numbers in two lists: half a million small lists of two would be most of what this makes. */
interface Pairs {
  readonly from: number[]
  readonly to: number[]
  add(from: number, to: number): void
}

function pairs(): Pairs {
  const [from, to]: [number[], number[]] = [[], []]
  return {
    from,
    to,
    add: (one, other) => {
      from.push(one)
      to.push(other)
    },
  }
}
