import type { Random } from '@tocsin/kit'
import { riverAt, type Spot, shoreAt } from './ground.ts'
import { census } from './names.ts'
import { block, type Crossing, columns, rows, type Streets } from './streets.ts'

/** People who live between four avenues. */
export interface Block {
  readonly quarter: number
  readonly around: readonly Spot[]
  readonly crossings: readonly number[]
  readonly people: number
}

/** Cuts the town along its avenues; the people of each quarter are shared out over its blocks, and none is lost. */
export function settle({ crossings, corner }: Streets, random: Random): readonly Block[] {
  const byBlock = new Map<string, number[]>()
  for (const [number, { row, column }] of crossings.entries()) {
    const key = `${Math.min(Math.floor(row / block), rowBlocks - 1)}/${Math.min(Math.floor(column / block), columnBlocks - 1)}`
    byBlock.set(key, [...(byBlock.get(key) ?? []), number])
  }
  const blocks = [...byBlock]
    .filter(([, inside]) => inside.length >= 3)
    .map(([key, inside]) => {
      const [row = 0, column = 0] = key.split('/').map((part) => Number(part) * block)
      return { quarter: quarterOf(middle(inside, crossings)), around: outline(corner, row, column), crossings: inside }
    })
  const people = new Map<number, number[]>()
  for (const [quarter, { people: all }] of census.entries()) {
    const own = blocks.filter((one) => one.quarter === quarter)
    people.set(
      quarter,
      sharedOut(
        all,
        own.map((one) => one.crossings.length * (0.7 + 0.6 * random.next())),
      ),
    )
  }
  return blocks.map((one) => ({ ...one, people: people.get(one.quarter)?.shift() ?? 0 }))
}

/** The quarter whose middle is nearest. */
export function quarterOf({ x, y }: Spot): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [quarter, at] of census.entries()) {
    const far = Math.hypot(at.x - x, at.y - y)
    if (far >= least) continue
    least = far
    best = quarter
  }
  return best
}

/** Whole shares of a whole: they sum to it (largest remainders). */
export function sharedOut(all: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => (sum === 0 ? 0 : (all * weight) / sum))
  const shares = exact.map(Math.floor)
  let left = weights.length === 0 ? 0 : all - shares.reduce((a, b) => a + b, 0)
  const byRest = exact.map((share, at) => ({ at, rest: share - Math.floor(share) })).sort((a, b) => b.rest - a.rest)
  for (const { at } of byRest) {
    if (left-- <= 0) break
    shares[at] = (shares[at] ?? 0) + 1
  }
  return shares
}

const rowBlocks = Math.floor((rows - 1) / block)
const columnBlocks = Math.floor((columns - 1) / block)

function outline(corner: Streets['corner'], row: number, column: number): Spot[] {
  const corners: [number, number][] = [
    [row, column],
    [row, column + block],
    [row + block, column + block],
    [row + block, column],
  ]
  return corners.map(([r, c]) => ashore(corner(r, c)))
}

/** A corner that lies in the sea is moved to the shore. */
function ashore({ x, y }: Spot): Spot {
  return { x: Math.max(x, shoreAt(y) + 20), y }
}

function middle(inside: readonly number[], crossings: readonly Crossing[]): Spot {
  const spots = inside.flatMap((number) => crossings[number] ?? [])
  const count = Math.max(1, spots.length)
  return { x: spots.reduce((sum, { x }) => sum + x, 0) / count, y: spots.reduce((sum, { y }) => sum + y, 0) / count }
}

/** Whether a spot lies south of the river. */
export function isSouth({ x, y }: Spot): boolean {
  return y < riverAt(x)
}
