import type { Placed } from './drawing.ts'
import { type Size, scaleOf, type View, worldOf } from './mercator.ts'
import { isOdd, weight } from './things.ts'
import { margin } from './use-anchor.ts'

/** One mark of a picture: a thing, or things that would lie over each other. */
export interface Mark {
  readonly x: number
  readonly y: number
  readonly count: number
  /** What is abnormal among them. */
  readonly odd: number
  /** The one that it is, or the gravest of them. */
  readonly thing: Placed
}

/** Things on the screen up to which each has its own mark. */
export const mostSingle = 300
/** Pixels of a square whose things become one mark. */
const square = 56

/** The marks of a view. Squares are fixed to the ground at a whole zoom, so that marks do not jump while a map is moved. */
export function marksOf(things: readonly Placed[], view: View, { width, height }: Size): readonly Mark[] {
  const scale = scaleOf(view.zoom)
  const [middleX, middleY] = worldOf(view.at)
  const [left, top] = [middleX * scale - width / 2, middleY * scale - height / 2]
  const seen: { readonly thing: Placed; readonly x: number; readonly y: number; readonly key: string }[] = []
  const cell = square / scaleOf(Math.round(view.zoom))
  const world = worldsOf(things)
  for (const [n, thing] of things.entries()) {
    const [wx, wy] = [world[n * 2] ?? 0, world[n * 2 + 1] ?? 0]
    const [x, y] = [wx * scale - left, wy * scale - top]
    if (x < -margin || y < -margin || x > width + margin || y > height + margin) continue
    seen.push({ thing, x, y, key: `${Math.floor(wx / cell)} ${Math.floor(wy / cell)}` })
  }
  if (seen.length <= mostSingle) {
    return seen.map(({ thing, x, y }) => ({ thing, x, y, count: 1, odd: isOdd(thing) ? 1 : 0 }))
  }
  const marks = new Map<string, Mark>()
  for (const { thing, x, y, key } of seen) {
    const odd = isOdd(thing) ? 1 : 0
    const mark = marks.get(key)
    if (mark === undefined) {
      marks.set(key, { thing, x, y, count: 1, odd })
      continue
    }
    const count = mark.count + 1
    marks.set(key, {
      x: mark.x + (x - mark.x) / count,
      y: mark.y + (y - mark.y) / count,
      count,
      odd: mark.odd + odd,
      thing: weight(thing) > weight(mark.thing) ? thing : mark.thing,
    })
  }
  return apart([...marks.values()])
}

/** Pixels of a heap: ten times as many things are a third wider. */
export function radiusOf(count: number): number {
  return 9 + 4 * Math.log10(count)
}

/** Marks of neighbouring squares that would lie over each other, as one: a number that is half hidden is read wrongly. */
function apart(marks: readonly Mark[]): readonly Mark[] {
  const free: Mark[] = []
  for (const mark of [...marks].sort((a, b) => b.count - a.count)) {
    const at = free.findIndex(
      (other) => Math.hypot(other.x - mark.x, other.y - mark.y) < radiusOf(other.count) + radiusOf(mark.count) - 2,
    )
    const other = free[at]
    if (other === undefined) free.push(mark)
    else free[at] = joined(other, mark)
  }
  return free
}

/** The larger stays where it is: moved towards the smaller, it could lie over a third. */
function joined(a: Mark, b: Mark): Mark {
  return {
    ...a,
    count: a.count + b.count,
    odd: a.odd + b.odd,
    thing: weight(b.thing) > weight(a.thing) ? b.thing : a.thing,
  }
}

const worlds = new WeakMap<readonly Placed[], Float64Array>()

/** Where things lie on the plane, worked out once a drawing: a frame has no time for ten thousand sines. */
function worldsOf(things: readonly Placed[]): Float64Array {
  const known = worlds.get(things)
  if (known !== undefined) return known
  const world = new Float64Array(things.length * 2)
  for (const [n, { at }] of things.entries()) world.set(worldOf(at), n * 2)
  worlds.set(things, world)
  return world
}
