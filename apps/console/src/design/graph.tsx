import './graph.css'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { type GraphEdge, type GraphPlace, layoutOf } from './graph-layout.ts'
import { useWidth } from './use-width.ts'

export interface GraphNode {
  readonly id: string
  readonly label: string
  /** A second line, such as a zone or what it is. */
  readonly says?: string
  /** What stands out, with its word in `says`. */
  readonly mark?: 'against' | 'lost'
  /** From the left, where it stands in an order of its own; heard where every node has one. */
  readonly rank?: number
}

interface GraphProps {
  readonly label: string
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  choose(id: string): void
  readonly chosen?: string | undefined
}

/** More than these cannot be read as a drawing: then there is the list alone. */
const mostDrawn = 60
const box = { width: 148, height: 44, gap: 20 }
/** An edge over more than one column runs between the rows, not behind what stands there: three quarters of this below its ends. */
const past = ((box.height + box.gap) / 2) * (4 / 3)

/**
 * What leads to what, from left to right, and the same as a list. Tab comes to one node; up and down move in its column, left
 * and right along an edge, Enter chooses.
 */
export function Graph({ label, nodes, edges, choose, chosen }: GraphProps) {
  const { t, format } = useWords()
  const drawn = nodes.length <= mostDrawn
  const names = new Map(nodes.map((node) => [node.id, node.label]))
  return (
    <figure className="graph">
      {drawn && <Drawing label={label} nodes={nodes} edges={edges} choose={choose} chosen={chosen} />}
      {!drawn && <p className="soft">{t('parts.tooMany', { n: format.count(nodes.length) })}</p>}
      <details open={!drawn}>
        <summary>{t('parts.asList')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('parts.what')}</th>
              <th scope="col">{t('parts.leadsTo')}</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(({ id, label, says }) => (
              <tr key={id}>
                <th scope="row">
                  <button type="button" className="quiet" aria-pressed={chosen === id} onClick={() => choose(id)}>
                    {label}
                  </button>
                  {says !== undefined && <small> {says}</small>}
                </th>
                <td>
                  {edges
                    .filter(({ from }) => from === id)
                    .map(({ to, says }) => [names.get(to) ?? to, says].filter(Boolean).join(', '))
                    .join('; ') || '—'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

function Drawing({ label, nodes, edges, choose, chosen }: GraphProps) {
  const { t } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(800)
  const drawing = useRef<HTMLElement>(null)
  const { places, columns, rows } = useMemo(
    () =>
      layoutOf(
        nodes.map(({ id }) => id),
        edges,
        new Map(nodes.flatMap(({ id, rank }) => (rank === undefined ? [] : [[id, rank]]))),
      ),
    [nodes, edges],
  )
  const [at, setAt] = useState<string>()
  const reached = places.some(({ id }) => id === at) ? at : places[0]?.id
  const across = columns < 2 ? 0 : Math.max(box.width + 44, Math.min(260, (width - box.width - 4) / (columns - 1)))
  const down = box.height + box.gap
  const x = ({ column }: GraphPlace) => 2 + column * across
  const y = ({ row }: GraphPlace) => 2 + row * down
  const way = (from: GraphPlace, to: GraphPlace) => {
    const [begins, ends] = [y(from) + box.height / 2, y(to) + box.height / 2]
    const sag = Math.abs(to.column - from.column) > 1 ? past : 0
    if (to.column > from.column) return curve([x(from) + box.width, begins], [x(to), ends], sag)
    // Back leaves on the left, so that it crosses no box; within a column it goes round on the right.
    if (to.column < from.column) return curve([x(from), begins], [x(to) + box.width, ends], sag)
    return round([x(from) + box.width, begins], [x(to) + box.width, ends])
  }
  const placeOf = new Map(places.map((place) => [place.id, place]))
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const steer = (event: KeyboardEvent, from: GraphPlace) => {
    const to = stepFrom(from, event.key, places, edges)
    if (to === undefined) return
    setAt(to.id)
    drawing.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(to.id)}"]`)?.focus()
    event.preventDefault()
    event.stopPropagation()
  }
  const size = { width: 4 + (columns - 1) * across + box.width, height: 4 + rows * down }
  return (
    <div className="scroll-x" ref={frame}>
      <section ref={drawing} className="drawing" aria-label={label} style={size}>
        <svg {...size} aria-hidden="true">
          {edges.map((edge) => {
            const [from, to] = [placeOf.get(edge.from), placeOf.get(edge.to)]
            if (from === undefined || to === undefined) return null
            return (
              <path
                key={`${edge.from} ${edge.to} ${edge.says ?? ''}`}
                className={['edge', edge.mark ?? '', edge.from === chosen || edge.to === chosen ? 'near' : '']
                  .filter((name) => name !== '')
                  .join(' ')}
                d={way(from, to)}
              />
            )
          })}
        </svg>
        {places.map((place) => {
          const node = nodeOf.get(place.id)
          if (node === undefined) return null
          return (
            <button
              key={place.id}
              type="button"
              data-node={place.id}
              tabIndex={place.id === reached ? 0 : -1}
              aria-pressed={place.id === chosen}
              title={node.label}
              className={node.mark}
              style={{ left: x(place), top: y(place), width: box.width, height: box.height }}
              onClick={() => {
                setAt(place.id)
                choose(place.id)
              }}
              onKeyDown={(event) => steer(event, place)}
            >
              <span>{node.label}</span>
              {node.says !== undefined && <small>{node.says}</small>}
              <span className="sr">
                {t('parts.node', { count: edges.filter(({ from }) => from === place.id).length })}
              </span>
            </button>
          )
        })}
      </section>
    </div>
  )
}

/** The node that a key leads to. */
function stepFrom(
  from: GraphPlace,
  key: string,
  places: readonly GraphPlace[],
  edges: readonly GraphEdge[],
): GraphPlace | undefined {
  const find = (id: string | undefined) => places.find((place) => place.id === id)
  if (key === 'ArrowRight') return find(edges.find((edge) => edge.from === from.id)?.to)
  if (key === 'ArrowLeft') return find(edges.find((edge) => edge.to === from.id)?.from)
  const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  return by === 0 ? undefined : places.find(({ column, row }) => column === from.column && row === from.row + by)
}

/** @param sag pixels by which the curve hangs between its ends */
function curve([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], sag: number): string {
  const bend = Math.max(20, Math.abs(x2 - x1) / (sag === 0 ? 2 : 4)) * Math.sign(x2 - x1)
  return `M${x1} ${y1}C${x1 + bend} ${y1 + sag} ${x2 - bend} ${y2 + sag} ${x2} ${y2}`
}

/** From one box of a column to another one, in the room on its right. */
function round([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string {
  return `M${x1} ${y1}C${x1 + 28} ${y1} ${x2 + 28} ${y2} ${x2} ${y2}`
}
