import './histogram.css'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { timeScale } from '../design/scale.ts'
import { useWidth } from '../design/use-width.ts'
import { useWords } from '../words/use-words.ts'
import { type Bar, barsIn, barUnder, type Stretch, stretchOf } from './histogram-bars.ts'
import type { Overview } from './shapes.ts'

const height = 84
const ground = 60

interface HistogramProps {
  readonly histogram: Overview['histogram']
  /** Narrows the search to a stretch of time. */
  readonly narrow: (stretch: Stretch) => void
}

/**
 * When the events came, as bars over the chosen time. A stretch is chosen by dragging, by one bar, or by keys: arrows move,
 * Shift and arrows widen, Enter narrows the search to it.
 */
export function Histogram({ histogram, narrow }: HistogramProps) {
  const { t, format } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(900)
  const [anchor, setAnchor] = useState<number>()
  const [cursor, setCursor] = useState<number>()
  const bars = barsIn(histogram, width)
  const [from, to] = histogram.time
  const scale = timeScale(from, to, 0, width, format.offset(to), 0)
  const most = bars.reduce((max, { events }) => Math.max(max, events), 1)
  const chosen = cursor === undefined ? undefined : stretchOf(bars, anchor ?? cursor, cursor)
  const told = chosen ?? { from, to, events: bars.reduce((sum, { events }) => sum + events, 0) }
  const says = t('search.barSays', {
    from: format.full(told.from),
    to: format.full(told.to),
    count: told.events,
    n: format.count(told.events),
  })
  const under = (event: PointerEvent<SVGSVGElement>) =>
    barUnder(bars, event.clientX - event.currentTarget.getBoundingClientRect().left, scale.x)
  const steer = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const last = bars.length - 1
    if (step !== 0) {
      const next = Math.max(0, Math.min(last, (cursor ?? (step > 0 ? -1 : last + 1)) + step))
      if (!event.shiftKey) setAnchor(next)
      setCursor(next)
    } else if (event.key === 'Enter' && chosen !== undefined) narrow(chosen)
    else if (event.key === 'Escape' && chosen !== undefined) setCursor(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (bars.length === 0) return null
  return (
    <div
      className="histogram"
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={t('search.histogram')}
      aria-describedby="histogram-keys"
      aria-valuemin={0}
      aria-valuemax={bars.length - 1}
      aria-valuenow={cursor ?? 0}
      aria-valuetext={says}
      onKeyDown={steer}
    >
      <svg
        width={width}
        height={height}
        aria-hidden="true"
        onPointerDown={(event) => {
          const at = under(event)
          setAnchor(at)
          setCursor(at)
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={(event) => {
          if (event.buttons !== 0 && anchor !== undefined) setCursor(under(event))
        }}
        onPointerUp={() => {
          if (chosen !== undefined) narrow(chosen)
        }}
        onPointerCancel={() => setCursor(undefined)}
      >
        {chosen !== undefined && (
          <rect
            className="brush"
            x={scale.x(chosen.from)}
            width={Math.max(2, scale.x(chosen.to) - scale.x(chosen.from))}
            y="0"
            height={ground}
          />
        )}
        {bars.map((bar) => (
          <BarOf key={bar.from} bar={bar} most={most} x={scale.x} />
        ))}
        <path className="axis" d={`M0 ${ground + 0.5}H${width}`} />
        {scale.ticks(96).map((tick) => (
          <g key={tick}>
            <path className="tick" d={`M${scale.x(tick)} ${ground}v4`} />
            <text x={Math.max(18, Math.min(width - 22, scale.x(tick)))} y={height - 6} textAnchor="middle">
              {format.tick(tick, to - from)}
            </text>
          </g>
        ))}
        <text className="halo" x="0" y="11">
          {format.count(most)}
        </text>
      </svg>
      <span className="sr" id="histogram-keys">
        {t('search.histogramKeys')}
      </span>
    </div>
  )
}

function BarOf({ bar, most, x }: { readonly bar: Bar; readonly most: number; readonly x: (time: number) => number }) {
  if (bar.events === 0) return null
  const tall = Math.max(2, (bar.events / most) * (ground - 16))
  return (
    <rect
      className="bar-of"
      x={x(bar.from) + 0.5}
      width={Math.max(1, x(bar.to) - x(bar.from) - 1)}
      y={ground - tall}
      height={tall}
    />
  )
}
