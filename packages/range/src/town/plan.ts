import { positionOf, riverAt, riverHalf, type Spot, shoreAt } from './ground.ts'
import { census } from './names.ts'
import type { Town } from './town.ts'

/** One line, area or point of the plan (RFC 7946 §3.2); `kind` says what it is. */
export interface PlanFeature {
  readonly type: 'Feature'
  readonly properties: {
    readonly kind: 'land' | 'river' | 'avenue' | 'street' | 'main' | 'tank' | 'block' | 'quarter'
    readonly name?: string
    readonly people?: number
  }
  readonly geometry: {
    readonly type: 'Point' | 'LineString' | 'MultiLineString' | 'Polygon'
    readonly coordinates: unknown
  }
}

/** The ground plan of a town as GeoJSON, for maps that have no tiles: land, river, streets, mains, quarters. */
export interface Plan {
  readonly type: 'FeatureCollection'
  readonly features: readonly PlanFeature[]
}

export function planOf({ streets, mains, blocks }: Pick<Town, 'streets' | 'mains' | 'blocks'>): Plan {
  const { crossings } = streets
  const along = (numbers: readonly number[]) => numbers.flatMap((number) => spots([crossings[number]]))
  return {
    type: 'FeatureCollection',
    features: [
      area('land', ring([...shore(), { x: 5200, y: north }, { x: 5200, y: -north }]), {}),
      area('river', ring(river()), { name: 'la Luise' }),
      ...blocks.map(({ around, people, quarter }) =>
        area('block', ring(around), { people, name: census[quarter]?.name ?? '' }),
      ),
      ...streets.streets.map(
        ({ name, kind, parts }): PlanFeature => ({
          type: 'Feature',
          properties: { kind, name },
          geometry: { type: 'MultiLineString', coordinates: parts.map(along) },
        }),
      ),
      ...mains.tanks.map(
        (_, tank): PlanFeature => ({
          type: 'Feature',
          properties: { kind: 'main', name: mains.tanks[tank]?.name ?? '' },
          geometry: {
            type: 'MultiLineString',
            coordinates: mains.mains.filter((one) => one.tank === tank).map(({ from, to }) => along([from, to])),
          },
        }),
      ),
      ...mains.tanks.map((tank) => point('tank', tank, { name: tank.name })),
      ...census.map((quarter) => point('quarter', quarter, { name: quarter.name, people: quarter.people })),
    ],
  }
}

const north = 4200
const step = 120

function shore(): Spot[] {
  const line: Spot[] = []
  for (let y = -north; y <= north; y += step) line.push({ x: shoreAt(y), y })
  return line
}

function river(): Spot[] {
  const [up, down]: [Spot[], Spot[]] = [[], []]
  for (let x = shoreAt(riverAt(-2000)) - 30; x <= 5200; x += step) {
    up.push({ x, y: riverAt(x) + riverHalf })
    down.push({ x, y: riverAt(x) - riverHalf })
  }
  return [...up, ...down.reverse()]
}

function spots(list: readonly (Spot | undefined)[]) {
  return list.flatMap((spot) => (spot === undefined ? [] : [positionOf(spot)]))
}

function ring(around: readonly Spot[]) {
  const positions = spots(around)
  return [[...positions, ...positions.slice(0, 1)]]
}

type Kind = PlanFeature['properties']['kind']
type More = Omit<PlanFeature['properties'], 'kind'>

function area(kind: Kind, coordinates: unknown, more: More): PlanFeature {
  return { type: 'Feature', properties: { kind, ...more }, geometry: { type: 'Polygon', coordinates } }
}

function point(kind: Kind, spot: Spot, more: More): PlanFeature {
  return { type: 'Feature', properties: { kind, ...more }, geometry: { type: 'Point', coordinates: positionOf(spot) } }
}
