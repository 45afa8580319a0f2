import { useMemo } from 'react'
import { Glyph } from '../../design/glyph.tsx'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import { marksOf } from './clusters.ts'
import type { Drawing, Placed } from './drawing.ts'
import type { Arc } from './flow-arcs.ts'
import { FlowLines } from './flow-lines.tsx'
import { labelsOf } from './labels.ts'
import { projection, type Size, type View } from './mercator.ts'
import { margin, useAnchor } from './use-anchor.ts'

/** Buttons over a map, at most. */
const mostAlarms = 100
/** Pixels of a map below which no quarter is named. */
const leastLabelled = 480

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
      // On a phone the list names what the map has no room to.
      labels: size.width < leastLabelled ? [] : labelsOf(drawing, project, size, marksOf(drawing.things, anchor, size)),
      alarms: apart(
        drawing.things
          .filter(({ incident }) => incident !== undefined)
          .map((thing) => ({ thing, at: project(thing.at) }))
          .filter(({ at }) => near(at))
          .slice(0, mostAlarms),
      ),
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

interface Alarm {
  readonly thing: Placed
  readonly at: readonly [number, number]
}

/** Pixels between the middles of two alarms, so that each can be pressed (WCAG 2.2, 2.5.8). */
const between = 26

/** Alarms that would lie over each other, side by side. */
function apart(alarms: readonly Alarm[]): readonly Alarm[] {
  const placed: Alarm[] = []
  for (const { thing, at } of alarms) {
    const [x, y] = at
    let right = x
    for (let n = 0; n < 8; n++) {
      const other = placed.find((one) => Math.abs(one.at[0] - right) < between && Math.abs(one.at[1] - y) < between)
      if (other === undefined) break
      right = other.at[0] + between
    }
    placed.push({ thing, at: [right, y] })
  }
  return placed
}
