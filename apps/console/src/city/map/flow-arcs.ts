import type { Flow, ZonePair } from '../segmentation-api.ts'
import type { Placed } from './drawing.ts'
import type { Position } from './mercator.ts'
import type { Places } from './places-api.ts'

/** A line from where flows begin to where they go. */
export interface Arc {
  readonly key: string
  readonly start: Position
  readonly end: Position
  /** Flows along it, and how many of them have no conduit. */
  readonly count: number
  readonly without: number
  /** The zones whose cell of the segmentation says more; absent between two things. */
  readonly zones?: { readonly from: string; readonly to: string }
  readonly from: string
  readonly to: string
}

/** Lines on a map, at most: those without a conduit first, then the busiest. */
export const mostArcs = 120

/** Flows from zone to zone, each zone where its drawn things are on the average. A zone that nothing is drawn of has no line. */
export function zoneArcs(
  pairs: readonly ZonePair[],
  zones: Places['zones'],
  things: readonly Placed[],
): readonly Arc[] {
  const middle = middlesOf(things)
  const known = new Map(zones.map(({ id, name }, index) => [id, { name, at: middle.get(index) }]))
  return firstOf(
    pairs.flatMap(({ from, to, within, meant, without }): readonly Arc[] => {
      const [a, b] = [known.get(from), known.get(to)]
      const count = within + meant + without
      if (from === to || count === 0 || a?.at === undefined || b?.at === undefined) return []
      const key = `${from} ${to}`
      return [{ key, start: a.at, end: b.at, count, without, zones: { from, to }, from: a.name, to: b.name }]
    }),
  )
}

/** Flows of one thing to and from others that are drawn, a line for each of them and each direction. */
export function thingArcs(flows: readonly Flow[], things: readonly Placed[], chosen: string): readonly Arc[] {
  const drawn = new Map(things.map((thing) => [thing.id, thing]))
  const arcs = new Map<string, Arc>()
  for (const { from, to, judged } of flows) {
    const [a, b] = [drawn.get(from.asset ?? ''), drawn.get(to.asset ?? '')]
    if (a === undefined || b === undefined || a === b || (a.id !== chosen && b.id !== chosen)) continue
    const key = `${a.id} ${b.id}`
    const { count, without } = arcs.get(key) ?? { count: 0, without: 0 }
    arcs.set(key, {
      ...{ key, start: a.at, end: b.at, from: a.name, to: b.name },
      count: count + 1,
      without: without + (judged === 'without' ? 1 : 0),
    })
  }
  return firstOf([...arcs.values()])
}

function firstOf(arcs: readonly Arc[]): readonly Arc[] {
  return [...arcs].sort((a, b) => b.without - a.without || b.count - a.count).slice(0, mostArcs)
}

function middlesOf(things: readonly Placed[]): ReadonlyMap<number, Position> {
  const sums = new Map<number, { x: number; y: number; count: number }>()
  for (const { zone, at } of things) {
    const sum = sums.get(zone) ?? { x: 0, y: 0, count: 0 }
    sum.x += at[0]
    sum.y += at[1]
    sum.count++
    sums.set(zone, sum)
  }
  return new Map([...sums].map(([zone, { x, y, count }]) => [zone, [x / count, y / count]]))
}
