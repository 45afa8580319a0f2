import type { Field, Search } from '@tocsin/query'
import type { QueryRow } from '../api/contract.ts'
import { printable } from '../design/printable.ts'
import { timeScale } from '../design/scale.ts'
import { useWidth } from '../design/use-width.ts'
import { useWords } from '../words/use-words.ts'
import type { Pivot } from './event-open.tsx'
import { conditionFor } from './refine.ts'
import { mostSeries, type Series, seriesOf } from './series.ts'

interface SeriesTableProps {
  readonly search: Search
  readonly rows: readonly QueryRow[]
  readonly seconds: number
  readonly time: readonly [from: number, to: number]
  readonly pivot: Pivot
}

/** One field's values over time: a row for each, with its sum and a line of bars on one common ruler. */
export function SeriesTable({ search, rows, seconds, time, pivot }: SeriesTableProps) {
  const { t, format } = useWords()
  const [frame, width] = useWidth<HTMLTableCellElement>(500)
  const field: Field = search.by[0] ?? 'source'
  const all = seriesOf(rows)
  const shown = all.slice(0, mostSeries)
  const most = shown.reduce((max, { points }) => points.reduce((top, [, n]) => Math.max(top, n), max), 1)
  const scale = timeScale(time[0], time[1], 0, width, format.offset(time[1]), 0)
  return (
    <>
      <table className="series">
        <thead>
          <tr>
            <th scope="col" className="wire">
              {field}
            </th>
            <th scope="col" className="num">
              {t('search.sum')}
            </th>
            <th scope="col" ref={frame}>
              <svg width={width} height="16" aria-hidden="true">
                {scale.ticks(96).map((tick) => (
                  <text key={tick} x={Math.max(18, Math.min(width - 20, scale.x(tick)))} y="12" textAnchor="middle">
                    {format.tick(tick, time[1] - time[0])}
                  </text>
                ))}
              </svg>
              <span className="sr">{t('search.overTime')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((series) => (
            <tr key={String(series.value)}>
              <th scope="row">
                <button
                  type="button"
                  className="quiet value wire"
                  onClick={() => pivot.narrow(conditionFor(field, series.value), 'only')}
                >
                  {series.value === null ? t('search.noValue') : printable(String(series.value).slice(0, 120))}
                </button>
              </th>
              <td className="num">{format.count(series.total)}</td>
              <td>
                <Line series={series} most={most} width={width} step={seconds * 1000} x={scale.x} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > mostSeries && (
        <p className="faint">{t('search.seriesCut', { n: mostSeries, all: format.count(all.length) })}</p>
      )}
    </>
  )
}

interface LineProps {
  readonly series: Series
  readonly most: number
  readonly width: number
  readonly step: number
  readonly x: (time: number) => number
}

/** One path, however many points: fifty lines of a hundred bars would else be five thousand elements. */
function Line({ series: { points }, most, width, step, x }: LineProps) {
  const { t, format } = useWords()
  const peak = points.reduce((top, point) => (point[1] > top[1] ? point : top), points[0] ?? [0, 0])
  const label = t('search.seriesSays', { max: format.count(peak[1]), at: format.full(peak[0]) })
  const path = points.map(([at, measure]) => {
    const tall = Math.max(1, (measure / most) * 22)
    const wide = Math.max(1, x(at + step) - x(at) - 1)
    return `M${x(at).toFixed(1)} ${(24 - tall).toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}h-${wide.toFixed(1)}z`
  })
  return (
    <svg width={width} height="24" role="img" aria-label={label}>
      <path className="bar-of" d={path.join('')} />
    </svg>
  )
}
