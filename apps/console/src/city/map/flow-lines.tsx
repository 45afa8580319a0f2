import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Arc } from './flow-arcs.ts'
import type { Position, Size } from './mercator.ts'

interface FlowLinesProps {
  readonly arcs: readonly Arc[]
  readonly size: Size
  project(position: Position): readonly [number, number]
}

/** Pixels below which a line is a dot. */
const shortest = 6

/** Flows as bent lines over either map: there and back lie beside each other. What has no conduit bears its number, a link to it. */
export function FlowLines({ arcs, size, project }: FlowLinesProps) {
  const { t, format } = useWords()
  const id = useId()
  const lines = arcs
    .map((arc) => ({ arc, ...bend(project(arc.start), project(arc.end)) }))
    .filter(({ length }) => length > shortest)
  return (
    <>
      <svg className="flow-lines" width={size.width} height={size.height} aria-hidden="true">
        <defs>
          {(['meant', 'without'] as const).map((kind) => (
            <marker
              key={kind}
              id={`${id}${kind}`}
              className={kind}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8z" />
            </marker>
          ))}
        </defs>
        {lines.map(({ arc, path }) => {
          const kind = arc.without > 0 ? 'without' : 'meant'
          return (
            <path
              key={arc.key}
              className={kind}
              d={path}
              strokeWidth={Math.min(4, 1 + Math.log10(arc.count))}
              markerEnd={`url(#${id}${kind})`}
            />
          )
        })}
      </svg>
      {lines.map(({ arc: { key, without, zones, from, to }, middle: [x, y] }) =>
        without === 0 || zones === undefined ? null : (
          <Link
            key={key}
            className="flow-count"
            to="/city/segmentation"
            search={zones}
            aria-label={t('map.against', {
              count: without,
              n: format.count(without),
              from: printable(from),
              to: printable(to),
            })}
            style={{ transform: `translate(${x}px, ${y}px)` }}
          >
            {format.count(without)}
          </Link>
        ),
      )}
    </>
  )
}

/** A curve of a quarter's height to the left of its way, so that the way back has room. */
function bend([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]) {
  const [dx, dy] = [bx - ax, by - ay]
  const [cx, cy] = [(ax + bx) / 2 + dy / 4, (ay + by) / 2 - dx / 4]
  const at = (a: number, c: number, b: number) => Math.round(a / 4 + c / 2 + b / 4)
  return {
    length: Math.hypot(dx, dy),
    path: `M${ax.toFixed(1)} ${ay.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${bx.toFixed(1)} ${by.toFixed(1)}`,
    middle: [at(ax, cx, bx), at(ay, cy, by)] as const,
  }
}
