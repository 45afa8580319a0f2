import { type By, cityOf, formatSections, type Records } from '@tocsin/city'
import { seededRandom } from '@tocsin/kit'
import { cells, type Served } from './cells.ts'
import { energy } from './energy.ts'
import { layMains, type Mains } from './mains.ts'
import { census, townName } from './names.ts'
import { backbone, offices } from './offices.ts'
import { peopleServices } from './people-services.ts'
import { type Block, settle } from './quarters.ts'
import { radio } from './radio.ts'
import { openSite, type Thing } from './site.ts'
import { leastAssets, mostAssets, sizesFor, usualAssets } from './sizes.ts'
import { planStreets, type Streets } from './streets.ts'
import { signals } from './traffic.ts'
import { water } from './water.ts'
import { assetWriter, plannedRecords } from './write.ts'

export interface TownOptions {
  /** 300 to 500,000; 12,000 unless told. */
  readonly assets?: number
  readonly seed?: number
  /** When all of it is said, milliseconds since the epoch. */
  readonly time?: number
}

/** An invented French-speaking port of 180,000 people. The same options give the same town, to the byte. */
export interface Town {
  readonly name: string
  readonly records: Records
  readonly streets: Streets
  readonly mains: Mains
  readonly blocks: readonly Block[]
  /** The assets before they were written down, in the order of the records. */
  readonly things: readonly Thing[]
  readonly census: typeof census
}

/** 5 January 2026, when the registers of the town were put together. */
const registered = Date.UTC(2026, 0, 5, 8)

/** Builds the town. @throws RangeError where the number of assets is out of bounds */
export function buildTown(options: TownOptions = {}): Town {
  const { streets, mains, blocks, things, rest, write } = raise(options)
  const records = { ...rest, assets: things.map((_, at) => write(at)) }
  return { name: townName, records, streets, mains, blocks, things, census }
}

/** A town as `formatCity` writes a city of its records, piece by piece: half a million assets are never there at once. */
export interface WrittenTown extends Omit<Town, 'records'> {
  readonly services: number
  parts(): Generator<string>
}

/** Builds the same town to be written down. @throws RangeError where the number of assets is out of bounds */
export function writeTown(options: TownOptions = {}): WrittenTown {
  const { streets, mains, blocks, things, rest, write } = raise(options)
  const city = cityOf(rest)
  const inOrder = function* () {
    const places = things.map((_, at) => at).sort((a, b) => ((things[a]?.id ?? '') < (things[b]?.id ?? '') ? -1 : 1))
    for (let from = 0; from < places.length; from += atOnce) {
      yield* cityOf({ assets: places.slice(from, from + atOnce).map(write) }).assets.values()
    }
  }
  const parts = () =>
    formatSections(city, (section) =>
      section === 'assets' ? inOrder() : [...city[section].values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    )
  return { name: townName, services: city.services.size, streets, mains, blocks, things, census, parts }
}

/** Assets that are there at once while a town is written down. */
const atOnce = 1000

function raise({ assets = usualAssets, seed = 1, time = registered }: TownOptions) {
  if (!Number.isInteger(assets) || assets < leastAssets || assets > mostAssets) {
    throw new RangeError(`a town has ${leastAssets} to ${mostAssets} assets, not ${assets}`)
  }
  // The ground does not move when the number of things on it changes.
  const streets = planStreets(seededRandom(seed))
  const mains = layMains(streets.crossings)
  const blocks = settle(streets, seededRandom(seed + 1))
  const site = openSite({ streets, mains, blocks, sizes: sizesFor(assets), random: seededRandom(seed + 2) })
  const { power, lighting } = energy(site)
  const { network } = backbone(site, power)
  const traffic = signals(site, power)
  const pipes = water(site, power)
  const own = peopleServices(site, network, power)
  const hall = offices(site, network, power)
  const air = radio(site, power, () => assets - site.things.length)
  const served: Served = {
    everywhere: [
      own.emergency,
      own.video,
      own.health,
      own.buses,
      hall.townHall,
      hall.app,
      pipes.waste,
      air.waste,
      air.floods,
    ],
    byQuarter: [traffic, lighting],
    water: pipes.zones,
    power: power.map((party) => party.slice('service:'.length)),
  }
  const by: By = { source: 'registre', time, confidence: 'imported' }
  const write = assetWriter(by, seededRandom(seed + 3), site.things)
  const rest = {
    ...plannedRecords(site, by),
    cells: cells({ ...site, random: seededRandom(seed + 4) }, served, by),
    holdings: [],
  }
  return { streets, mains, blocks, things: site.things, rest, write }
}
