import { type Mark, radiusOf } from './clusters.ts'
import type { Drawing } from './drawing.ts'
import type { Position, Size } from './mercator.ts'

/** A name on a map, around its middle. */
export interface Label {
  readonly name: string
  readonly x: number
  readonly y: number
}

/** Pixels of a letter and of a line. */
const letter = { wide: 8, high: 18 } as const

/** Where a name may stand beside the middle of what it names, the nearest first, in pixels. */
const beside = [0, 12, -12, 24, -24, 36, -36].flatMap((dy) => [0, 24, -24].map((dx) => [dx, dy] as const))

/**
 * Names that have room: parts of one quarter share its name, and no name lies over another, or over a mark whose number it
 * would hide.
 */
export function labelsOf(
  { ground, zones, schematic }: Pick<Drawing, 'ground' | 'zones' | 'schematic'>,
  project: (position: Position) => readonly [number, number],
  size: Size,
  marks: readonly Mark[],
): readonly Label[] {
  const drawn: (Label & { readonly half: number })[] = []
  for (const { name, middle, top, wide } of groupsOf([...ground, ...zones], schematic, project)) {
    const half = (name.length * letter.wide) / 2
    // Above a block there is as much room as the blocks beside it leave.
    if (!schematic && wide <= half * 1.6) continue
    const [atX, atY] = schematic ? [middle[0], top - 11] : middle
    const spot = (schematic ? above : beside)
      .map(([dx, dy]) => [atX + dx, atY + dy] as const)
      .find(
        ([x, y]) =>
          x - half > 0 &&
          x + half < size.width &&
          y > 10 &&
          y < size.height - 10 &&
          drawn.every((one) => Math.abs(one.x - x) > one.half + half || Math.abs(one.y - y) > letter.high) &&
          !marks.some((mark) => covers(mark, x, y, half)),
      )
    if (spot !== undefined) drawn.push({ name, x: Math.round(spot[0]), y: Math.round(spot[1]), half })
  }
  return drawn
}

/** A name above a block may stand a little higher. */
const above = [0, -6, -12].map((dy) => [0, dy] as const)

interface Group {
  readonly name: string
  readonly middle: readonly [number, number]
  readonly top: number
  readonly wide: number
}

/** What bears one name, in pixels: «Les Salines 4» is a part of Les Salines. */
function groupsOf(
  areas: readonly { readonly name: string; readonly around: readonly Position[] }[],
  schematic: boolean,
  project: (position: Position) => readonly [number, number],
): readonly Group[] {
  const groups = new Map<string, { x: number; y: number; top: number; left: number; right: number; parts: number }>()
  for (const { name, around } of areas) {
    const whole = schematic ? name : name.replace(/\s+\d+$/, '')
    const pixels = around.map(project)
    const xs = pixels.map(([x]) => x)
    const ys = pixels.map(([, y]) => y)
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const group = groups.get(whole) ?? { x: 0, y: 0, top, left, right, parts: 0 }
    groups.set(whole, {
      x: group.x + (left + right) / 2,
      y: group.y + (top + bottom) / 2,
      top: Math.min(group.top, top),
      left: Math.min(group.left, left),
      right: Math.max(group.right, right),
      parts: group.parts + 1,
    })
  }
  return [...groups].map(([name, { x, y, top, left, right, parts }]) => ({
    name,
    middle: schematic ? [(left + right) / 2, y / parts] : [x / parts, y / parts],
    top,
    wide: right - left,
  }))
}

/** Whether a mark reaches into a name that stands here. */
function covers(mark: Mark, x: number, y: number, half: number): boolean {
  const radius = mark.count === 1 ? 5 : radiusOf(mark.count)
  const [dx, dy] = [Math.max(0, Math.abs(mark.x - x) - half), Math.max(0, Math.abs(mark.y - y) - letter.high / 2 + 3)]
  return dx * dx + dy * dy < radius * radius
}
