import type { Random } from '@tocsin/kit'
import { isBuilt, riverAt, type Spot } from './ground.ts'
import { avenueNames, streetNames } from './names.ts'

/** Where streets meet. Its index in the list is its number. */
export interface Crossing extends Spot {
  readonly row: number
  readonly column: number
  /** Numbers of the crossings that streets lead to from here. */
  readonly to: readonly number[]
}

export interface Street {
  readonly name: string
  readonly kind: 'avenue' | 'street'
  /** The crossings that it passes in order; one that is interrupted has several parts. */
  readonly parts: readonly (readonly number[])[]
}

export interface Streets {
  readonly crossings: readonly Crossing[]
  readonly streets: readonly Street[]
  /** The corner of four blocks, built upon or not, so that quarters share their borders. */
  corner(row: number, column: number): Spot
}

/** Rows and columns of the plan; each fourth is an avenue. */
export const rows = 41
export const columns = 45
export const block = 4
const spacing = 162

/**
 * A plan of streets that are all connected: a grid that was bent by time, with avenues that cross the river, and side streets of
 * which some were never built.
 */
export function planStreets(random: Random): Streets {
  const bent = Array.from({ length: rows * columns }, (_, at) =>
    bentSpot(Math.floor(at / columns), at % columns, random),
  )
  const spotAt = (row: number, column: number): Spot => bent[row * columns + column] ?? { x: 0, y: 0 }
  const built = bent.map((spot) => isBuilt(spot))
  const edges = possible(spotAt, built)
  const kept = connected(edges, random)
  const numbers = numbered(kept, edges)
  const to = new Map<number, number[]>()
  for (const { from, until } of kept) {
    const [a, b] = [numbers.get(from), numbers.get(until)]
    if (a === undefined || b === undefined) continue
    to.set(a, [...(to.get(a) ?? []), b])
    to.set(b, [...(to.get(b) ?? []), a])
  }
  const crossings = [...numbers].map(([at, number]): Crossing => {
    const [row, column] = [Math.floor(at / columns), at % columns]
    return { ...spotAt(row, column), row, column, to: (to.get(number) ?? []).sort((a, b) => a - b) }
  })
  return { crossings, streets: named(crossings, numbers), corner: spotAt }
}

export function isAvenue(line: number): boolean {
  return line % block === 0
}

interface Edge {
  readonly from: number
  readonly until: number
  readonly avenue: boolean
}

function bentSpot(row: number, column: number, random: Random): Spot {
  const [x, y] = [(column - (columns - 1) / 2) * spacing, (row - (rows - 1) / 2) * spacing]
  const jitter = () => (random.next() - 0.5) * 62
  return { x: x + 0.06 * y + jitter(), y: y - 0.03 * x + jitter() }
}

/** Every edge of the grid between two crossings that can be built; the river is crossed by avenues alone. */
function possible(spotAt: Streets['corner'], built: readonly boolean[]): Edge[] {
  const edges: Edge[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = row * columns + column
      if (built[from] !== true) continue
      if (column + 1 < columns && built[from + 1] === true) edges.push({ from, until: from + 1, avenue: isAvenue(row) })
      // A bridge may pass over the one crossing that the river took.
      const until = [from + columns, from + 2 * columns].find((at) => built[at] === true)
      if (until === undefined) continue
      const crosses = overRiver(spotAt(row, column), spotAt(Math.floor(until / columns), column))
      if (until === from + columns ? !crosses || isAvenue(column) : crosses && isAvenue(column)) {
        edges.push({ from, until, avenue: isAvenue(column) })
      }
    }
  }
  return edges
}

function overRiver(a: Spot, b: Spot): boolean {
  return a.y < riverAt(a.x) !== b.y < riverAt(b.x)
}

/** A tree over all (Kruskal, in random order), all avenues, and most of the other edges. */
function connected(edges: readonly Edge[], random: Random): Edge[] {
  const parent = new Map<number, number>()
  const rootOf = (at: number): number => {
    let root = at
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up
    return root
  }
  const drawn = edges.map((edge) => ({ edge, at: (edge.avenue ? 0 : 1) + random.next() }))
  drawn.sort((a, b) => a.at - b.at)
  const kept: Edge[] = []
  for (const { edge } of drawn) {
    const [a, b] = [rootOf(edge.from), rootOf(edge.until)]
    if (a !== b) parent.set(a, b)
    if (a !== b || edge.avenue || random.next() < 0.8) kept.push(edge)
  }
  return kept
}

/** Numbers for the crossings of the largest part of the town, in the order of the plan. */
function numbered(kept: readonly Edge[], edges: readonly Edge[]): Map<number, number> {
  const next = new Map<number, number[]>()
  for (const { from, until } of kept) {
    next.set(from, [...(next.get(from) ?? []), until])
    next.set(until, [...(next.get(until) ?? []), from])
  }
  let largest = new Set<number>()
  const seen = new Set<number>()
  for (const { from } of edges) {
    if (seen.has(from)) continue
    const part = new Set([from])
    for (const at of part) for (const to of next.get(at) ?? []) part.add(to)
    for (const at of part) seen.add(at)
    if (part.size > largest.size) largest = part
  }
  return new Map([...largest].sort((a, b) => a - b).map((at, number) => [at, number]))
}

/** Rows and columns are streets, each with a name; where one is interrupted it goes on later under the same name. */
function named(crossings: readonly Crossing[], numbers: ReadonlyMap<number, number>): Street[] {
  const lines = [
    ...Array.from({ length: rows }, (_, row) => ({ along: row * columns, step: 1, count: columns, line: row })),
    ...Array.from({ length: columns }, (_, column) => ({ along: column, step: columns, count: rows, line: column })),
  ]
  const names = { avenue: 0, street: 0 }
  return lines.flatMap(({ along, step, count, line }): Street[] => {
    const parts: number[][] = []
    let part: number[] = []
    for (let n = 0; n < count; n++) {
      const at = numbers.get(along + n * step)
      if (at === undefined) continue
      const last = part.at(-1)
      if (last !== undefined && crossings[last]?.to.includes(at) !== true) {
        if (part.length > 1) parts.push(part)
        part = []
      }
      part.push(at)
    }
    if (part.length > 1) parts.push(part)
    if (parts.length === 0) return []
    const kind = isAvenue(line) ? 'avenue' : 'street'
    const list = kind === 'avenue' ? avenueNames : streetNames
    return [{ name: list[names[kind]++ % list.length] ?? '', kind, parts }]
  })
}
