import { type Box, boxAround, type Position } from './mercator.ts'
import type { Places } from './places-api.ts'
import type { Thing } from './things.ts'

/** What both ways of drawing draw: ground below, then zones, lines, things. */
export interface Drawing {
  /** True where nothing has coordinates and things stand in blocks by zone or kind. */
  readonly schematic: boolean
  readonly ground: readonly Area[]
  readonly zones: readonly Area[]
  readonly lines: readonly (readonly Position[])[]
  readonly things: readonly Placed[]
  readonly box: Box | undefined
}

export interface Area {
  readonly name: string
  readonly around: readonly Position[]
}

export type Placed = Thing & { readonly at: Position }

/** By coordinates where anything has them; else in blocks, so that a list of names is a map too. */
export function drawingOf(
  places: Places,
  all: readonly Thing[],
  shown: readonly Thing[],
  nameOfKind: (kind: string | undefined) => string,
  asked: 'place' | 'zone',
): Drawing {
  if (asked === 'zone' || !all.some(({ at }) => at !== undefined)) return blocks(places, all, shown, nameOfKind)
  const ground = places.cells.map(({ name, around }) => ({ name, around: positionsOf(around) }))
  const zones = places.zones.flatMap(({ name, around }) =>
    around === null ? [] : [{ name, around: positionsOf(around) }],
  )
  const wanted = new Set(shown.map(({ index }) => index))
  const shapes = places.shapes.filter(({ asset }) => wanted.has(asset))
  const things = shown.filter(isPlaced)
  return {
    schematic: false,
    ground,
    zones: [
      ...zones,
      ...shapes
        .filter(({ kind }) => kind === 'area')
        .map(({ asset, along }) => ({ name: places.assets.names[asset] ?? '', around: positionsOf(along) })),
    ],
    lines: shapes.filter(({ kind }) => kind === 'line').map(({ along }) => positionsOf(along)),
    things,
    box: boxAround(positionsIn(all, ground, zones)),
  }
}

/** Degrees between two things of a block; their place on Earth means nothing. */
const step = 0.0006

/** A block for each zone, and for each kind of what has no zone; the largest first, in rows. */
function blocks(
  places: Places,
  all: readonly Thing[],
  shown: readonly Thing[],
  nameOfKind: (kind: string | undefined) => string,
): Drawing {
  const groups = new Map<string, { readonly name: string; readonly things: Thing[] }>()
  for (const thing of all) {
    const key = thing.zone === -1 ? `kind ${thing.kind ?? ''}` : String(thing.zone)
    const name = places.zones[thing.zone]?.name ?? nameOfKind(thing.kind)
    const group = groups.get(key) ?? { name, things: [] }
    group.things.push(thing)
    groups.set(key, group)
  }
  const wanted = new Set(shown.map(({ index }) => index))
  const largest = [...groups.values()].sort((a, b) => b.things.length - a.things.length)
  // Wider than tall, so that a name has room above its block, and all of them fill a screen.
  const across = (count: number) => Math.max(4, Math.ceil(Math.sqrt(count * 1.6)))
  const room = largest.reduce((sum, { things: { length: n } }) => sum + (across(n) + 3) * (n / across(n) + 3), 0)
  const wide = Math.ceil(Math.sqrt(room * 1.6))
  // A name and the marks of its neighbours have room between blocks, however many things there are.
  const gap = Math.max(3, Math.ceil(wide / 18))
  const ground: Area[] = []
  const things: Placed[] = []
  let [x, y, tallest] = [0, 0, 0]
  for (const { name, things: members } of largest) {
    const columns = across(members.length)
    const down = Math.ceil(members.length / columns)
    if (x > 0 && x + columns > wide) [x, y, tallest] = [0, y + tallest + gap, 0]
    const spot = (column: number, row: number): Position => [(x + column) * step, -(y + row) * step]
    ground.push({
      name,
      around: [spot(-1, -1), spot(columns, -1), spot(columns, down), spot(-1, down)],
    })
    for (const [n, thing] of members.entries()) {
      if (wanted.has(thing.index)) things.push({ ...thing, at: spot(n % columns, Math.floor(n / columns)) })
    }
    x += columns + gap
    tallest = Math.max(tallest, down)
  }
  return {
    schematic: true,
    ground,
    zones: [],
    lines: [],
    things,
    box: boxAround(ground.flatMap(({ around }) => around)),
  }
}

function isPlaced(thing: Thing): thing is Placed {
  return thing.at !== undefined
}

function* positionsIn(things: readonly Thing[], ...areas: readonly (readonly Area[])[]): Generator<Position> {
  for (const { at } of things) if (at !== undefined) yield at
  for (const { around } of areas.flat()) yield* around
}

function positionsOf(turns: readonly number[]): Position[] {
  const positions: Position[] = []
  for (let n = 0; n + 1 < turns.length; n += 2) positions.push([(turns[n] ?? 0) / 1e5, (turns[n + 1] ?? 0) / 1e5])
  return positions
}
