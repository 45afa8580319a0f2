import { useQuery } from '@tanstack/react-query'
import type { Incident } from '@tocsin/event'
import { searchEvents } from '../api/queries.ts'
import { GlyphAt } from '../design/glyph.tsx'
import { timeScale } from '../design/scale.ts'
import { useWidth } from '../design/use-width.ts'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { bucketsOf, step } from './buckets.ts'
import { marksOf } from './strip-marks.ts'

const day = 86_400_000
const height = 46
const ground = 28

/** The last 24 hours as one ruler: events received by ten minutes in grey, incidents by their shape where they opened. */
export function WatchStrip({ incidents }: { readonly incidents: readonly Incident[] }) {
  const { t, format } = useWords()
  const now = useNow()
  const [strip, width] = useWidth<HTMLDivElement>(1200)
  const until = Math.ceil(now / step) * step
  const { data } = useQuery({
    queryKey: ['strip', until],
    queryFn: ({ signal }) =>
      searchEvents(
        {
          from: 'event',
          time: [until - day, until],
          timeField: 'received',
          groupBy: [{ kind: 'bucket', seconds: step / 1000 }],
          measures: [{ kind: 'count' }],
          limit: 200,
        },
        signal,
      ),
    // The step that runs now grows.
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  })
  const buckets = bucketsOf(data?.rows ?? [], until - day, until)
  const max = Math.max(1, ...buckets.map(({ count }) => count))
  const scale = timeScale(until - day, until, 16, width - 16, format.offset(now), 0)
  const opened = incidents.filter((incident) => incident.opened >= until - day && incident.opened <= until)
  const label = t('queue.stripSays', { max: format.count(max), marks: format.count(opened.length) })
  return (
    <div className="watch" ref={strip}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {buckets.map(({ start, count }) => (
          <rect
            key={start}
            className="bar-of"
            x={scale.x(start) + 0.5}
            width={Math.max(1, scale.x(start + step) - scale.x(start) - 1)}
            y={ground - Math.max(1, (count / max) * 14)}
            height={Math.max(1, (count / max) * 14)}
          />
        ))}
        <path className="axis" d={`M16 ${ground + 0.5}H${width - 16}`} />
        {scale
          .ticks(110)
          .filter((tick) => scale.x(now) - scale.x(tick) > 64)
          .map((tick) => (
            <g key={tick}>
              <path className="tick" d={`M${scale.x(tick)} ${ground}v4`} />
              <text x={scale.x(tick)} y="42" textAnchor="middle">
                {format.clock(tick)}
              </text>
            </g>
          ))}
        <text className="halo" x="16" y="12">
          {data !== undefined && buckets.length === 0 ? t('queue.stripNone') : t('queue.strip')}
        </text>
        {marksOf(opened, scale.x).map(({ severity, x }) => (
          <GlyphAt key={x} severity={severity} x={x} y={9} />
        ))}
        <path className="cursor" d={`M${Math.round(scale.x(now)) + 0.5} 0V${ground + 4}`} />
        <text className="you" x={width - 16} y="42" textAnchor="end">
          {format.clock(now)}
        </text>
      </svg>
    </div>
  )
}
