import { useMemo, useRef } from 'react'
import { marksOf, radiusOf } from './clusters.ts'
import type { Area, Drawing } from './drawing.ts'
import type { MapProps } from './map-hand.ts'
import { type Position, projection, type Size, zoomedAt } from './mercator.ts'
import { useAnchor } from './use-anchor.ts'
import { useHands } from './use-hands.ts'

interface SvgMapProps extends MapProps<Drawing> {
  readonly size: Size
}

type Project = (position: Position) => readonly [number, number]

/** The map without WebGL: the same ground and things as a drawing, near ones as one mark with their number. */
export function SvgMap({ drawing, view, size, label, chosen, moved, choose }: SvgMapProps) {
  const surface = useRef<SVGSVGElement>(null)
  const { anchor, shift } = useAnchor(view, size)
  useHands(surface, {
    view,
    size,
    moved,
    clicked: (mark, x, y) => {
      const id = mark.getAttribute('data-mark') ?? ''
      if (id === '') moved(zoomedAt(view, 1.5, size, x, y), 'settled')
      else choose(id)
    },
  })
  const drawn = useMemo(() => {
    const project = projection(anchor, size)
    const here = drawing.things.find(({ id }) => id === chosen)
    const [x, y] = here === undefined ? [0, 0] : project(here.at)
    return (
      <>
        <path className="ground" d={areas(drawing.ground, project)} />
        <path className="zone" d={areas(drawing.zones, project)} />
        <path className="main" d={drawing.lines.map((line) => `M${points(line, project)}`).join('')} />
        {marksOf(drawing.things, anchor, size).map((mark) =>
          mark.count === 1 ? (
            <rect
              key={mark.thing.id}
              data-mark={mark.thing.id}
              className={`thing ${mark.thing.state}`}
              x={mark.x - 4}
              y={mark.y - 4}
              width="8"
              height="8"
            />
          ) : (
            <g key={mark.thing.id} data-mark="" className={mark.odd > 0 ? 'heap odd' : 'heap'}>
              <circle cx={mark.x} cy={mark.y} r={radiusOf(mark.count)} />
              <text x={mark.x} y={mark.y}>
                {mark.count}
              </text>
            </g>
          ),
        )}
        {here !== undefined && <circle className="chosen" cx={x} cy={y} r="11" />}
      </>
    )
  }, [drawing, anchor, size, chosen])
  return (
    <svg ref={surface} className="drawn-map" width={size.width} height={size.height} role="img" aria-label={label}>
      <g transform={`translate(${shift.join(' ')})`}>{drawn}</g>
    </svg>
  )
}

function areas(all: readonly Area[], project: Project): string {
  return all.map(({ around }) => `M${points(around, project)}Z`).join('')
}

function points(positions: readonly Position[], project: Project): string {
  return positions
    .map((position) =>
      project(position)
        .map((pixels) => pixels.toFixed(1))
        .join(' '),
    )
    .join('L')
}
