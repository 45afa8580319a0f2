import { useMemo } from 'react'
import { Glyph } from '../../design/glyph.tsx'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Drawing, Placed } from './drawing.ts'
import type { Arc } from './flow-arcs.ts'
import { FlowLines } from './flow-lines.tsx'
import { type Position, projection, type Size, type View } from './mercator.ts'
import { margin, useAnchor } from './use-anchor.ts'

/** Buttons over a map, at most. */
const mostAlarms = 100

interface OverlayProps {
  readonly drawing: Drawing
  readonly arcs: readonly Arc[]
  readonly view: View
  readonly size: Size
  readonly chosen: string | undefined
  choose(id: string): void
}

/** What lies over either map: flows, names of quarters, and things with an incident, each a button with its name. */
export function Overlay({ drawing, arcs, view, size, chosen, choose }: OverlayProps) {
  const { t } = useWords()
  const { anchor, shift } = useAnchor(view, size)
  const drawn = useMemo(() => {
    const project = projection(anchor, size)
    const near = ([x, y]: readonly [number, number]) =>
      x > -margin && y > -margin && x < size.width + margin && y < size.height + margin
    return {
      project,
      labels: labelsOf(drawing, project, size),
      alarms: drawing.things
        .filter(({ incident }) => incident !== undefined)
        .map((thing) => ({ thing, at: project(thing.at) }))
        .filter(({ at }) => near(at))
        .slice(0, mostAlarms),
    }
  }, [drawing, anchor, size])
  const shown = ([x, y]: readonly [number, number]) =>
    x + shift[0] > 0 && y + shift[1] > 0 && x + shift[0] < size.width && y + shift[1] < size.height
  return (
    <div className="overlay" style={{ transform: `translate(${shift[0]}px, ${shift[1]}px)` }}>
      {arcs.length > 0 && <FlowLines arcs={arcs} size={size} project={drawn.project} />}
      {drawn.labels.map(({ name, x, y }) => (
        <span key={name} className="label" style={{ transform: `translate(${x}px, ${y}px)` }} aria-hidden="true">
          {printable(name)}
        </span>
      ))}
      {drawn.alarms.map(({ thing, at }) =>
        shown(at) ? (
          <button
            key={thing.id}
            type="button"
            className="alarm"
            aria-pressed={thing.id === chosen}
            aria-label={wordsOf(thing)}
            title={thing.name}
            style={{ transform: `translate(${at[0] - 14}px, ${at[1] - 14}px)` }}
            onClick={() => choose(thing.id)}
          >
            <Glyph severity={thing.incident ?? 'info'} />
          </button>
        ) : null,
      )}
    </div>
  )

  function wordsOf({ name, incident }: Placed): string {
    return t('map.alarm', { name: printable(name), severity: t(`severity.${incident ?? 'info'}`) })
  }
}

interface Label {
  readonly name: string
  readonly x: number
  readonly y: number
}

/** Pixels of a letter and of a line. */
const letter = { wide: 8, high: 18 } as const

/** Names that have room: parts of one quarter share its name, and no name lies over another. */
export function labelsOf(
  { ground, zones, schematic }: Pick<Drawing, 'ground' | 'zones' | 'schematic'>,
  project: (position: Position) => readonly [number, number],
  size: Size,
): readonly Label[] {
  const groups = new Map<string, { x: number; y: number; least: number; left: number; right: number; parts: number }>()
  for (const { name, around } of [...ground, ...zones]) {
    // «Les Salines 4» is a part of Les Salines.
    const whole = schematic ? name : name.replace(/\s+\d+$/, '')
    const pixels = around.map(project)
    const xs = pixels.map(([x]) => x)
    const ys = pixels.map(([, y]) => y)
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const group = groups.get(whole) ?? { x: 0, y: 0, least: top, left, right, parts: 0 }
    groups.set(whole, {
      x: group.x + (left + right) / 2,
      y: group.y + (top + bottom) / 2,
      least: Math.min(group.least, top),
      left: Math.min(group.left, left),
      right: Math.max(group.right, right),
      parts: group.parts + 1,
    })
  }
  const drawn: (Label & { readonly half: number })[] = []
  for (const [name, { x, y, least, left, right, parts }] of groups) {
    const half = (name.length * letter.wide) / 2
    const [atX, atY] = schematic ? [(left + right) / 2, least - 11] : [x / parts, y / parts]
    const fits = right - left > half * (schematic ? 1.2 : 1.6)
    const inside = atX - half > 0 && atX + half < size.width && atY > 10 && atY < size.height - 10
    const free = drawn.every((one) => Math.abs(one.x - atX) > one.half + half || Math.abs(one.y - atY) > letter.high)
    if (fits && inside && free) drawn.push({ name, x: Math.round(atX), y: Math.round(atY), half })
  }
  return drawn
}
