import { heightAt, hills, type Spot } from './ground.ts'
import type { Crossing } from './streets.ts'

/** A tank on its hill, and the part of the town that it feeds. */
export interface Tank extends Spot {
  readonly name: string
  /** The crossing under it. */
  readonly crossing: number
  /** Metres above the sea of the water in it. */
  readonly level: number
}

/** A main between two crossings; water runs from the first to the second, downhill. */
export interface Main {
  readonly tank: number
  readonly from: number
  readonly to: number
  /** Metres above the sea. */
  readonly fromHeight: number
  readonly toHeight: number
}

export interface Mains {
  readonly tanks: readonly Tank[]
  readonly mains: readonly Main[]
  /** crossing -> the tank that feeds it; crossings that no main reaches are fed from a neighbour's pipe, and absent */
  readonly fedBy: ReadonlyMap<number, number>
}

/**
 * Lays mains from each tank along streets, always downhill, so that water needs no pump behind the tank; each crossing is fed by
 * one tank, the one that is reached over the fewest streets.
 */
export function layMains(crossings: readonly Crossing[]): Mains {
  const height = crossings.map(heightAt)
  const tanks = hills.map((hill): Tank => {
    const crossing = highestAround(crossings, height, hill)
    const top = crossings[crossing] ?? hill
    return { name: hill.name, crossing, x: top.x, y: top.y, level: (height[crossing] ?? 0) + 6 }
  })
  const fedBy = new Map(tanks.map(({ crossing }, tank) => [crossing, tank]))
  const mains: Main[] = []
  let edge = [...fedBy.keys()]
  while (edge.length > 0) {
    const next: number[] = []
    for (const from of edge) {
      const tank = fedBy.get(from) ?? 0
      for (const to of crossings[from]?.to ?? []) {
        const [fromHeight, toHeight] = [height[from] ?? 0, height[to] ?? 0]
        if (fedBy.has(to) || toHeight >= fromHeight) continue
        fedBy.set(to, tank)
        mains.push({ tank, from, to, fromHeight, toHeight })
        next.push(to)
      }
    }
    edge = next
  }
  return { tanks, mains, fedBy }
}

function highestAround(crossings: readonly Crossing[], height: readonly number[], hill: Spot): number {
  let best = 0
  for (const [number, { x, y }] of crossings.entries()) {
    if (Math.hypot(x - hill.x, y - hill.y) > 500) continue
    if ((height[number] ?? 0) > (height[best] ?? 0) || best === 0) best = number
  }
  return best
}
