import { ScrollX } from '../design/scroll-x.tsx'
import { useWidth } from '../design/use-width.ts'
import { useWords } from '../words/use-words.ts'
import type { Week } from './one-source-api.ts'
import { type WeekHour, weekRows } from './week-rows.ts'

const [height, ground, top] = [132, 108, 18] as const
/** A Monday, so that days can be named. */
const monday = Date.UTC(2026, 10, 23, 12)
const weekdays = [0, 1, 2, 3, 4, 5, 6] as const
const clockHours = Array.from({ length: 24 }, (_, hour) => hour)

interface SourceWeekProps {
  readonly week: Week | null
  readonly declared: number | null
}

/** What a source sends by hour of the week against what is usual then: a plot, and the same figures as a table. */
export function SourceWeek({ week, declared }: SourceWeekProps) {
  const { t, format } = useWords()
  const rows = week === null ? [] : weekRows(week, format.offset(Date.now()), declared)
  const known = rows.filter(({ usual, actual }) => usual !== null || actual !== null)
  return (
    <section aria-labelledby="source-week">
      <h2 className="sec" id="source-week">
        {t('oneSource.week')} <span>{t('oneSource.weekSays')}</span>
      </h2>
      {known.length === 0 ? (
        <p className="soft">{t('oneSource.weekNone')}</p>
      ) : (
        <>
          <WeekPlot rows={rows} />
          <p className="told week-said">
            {t('oneSource.weekSaid', {
              usual: format.count(rows.filter(({ usual }) => usual !== null).length),
              actual: format.count(rows.filter(({ actual }) => actual !== null).length),
              outside: format.count(rows.filter(({ outside }) => outside).length),
            })}
          </p>
          <WeekTable rows={rows} />
        </>
      )}
    </section>
  )
}

function WeekPlot({ rows }: { readonly rows: readonly WeekHour[] }) {
  const { t, format, language } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(900)
  const step = width / rows.length
  const most = Math.max(1, ...rows.map(({ usual, actual }) => Math.max(usual ?? 0, actual ?? 0)))
  const y = (value: number) => ground - (value / most) * (ground - top)
  const day = new Intl.DateTimeFormat(language, { weekday: width < 600 ? 'short' : 'long', timeZone: 'UTC' })
  const now = rows.findIndex((row) => row.now)
  return (
    <div className="week-plot" ref={frame}>
      <svg width={width} height={height} role="img" aria-label={t('oneSource.week')}>
        <path className="grid" d={`M0 ${top + 0.5}H${width}M0 ${Math.round((top + ground) / 2) + 0.5}H${width}`} />
        {rows.map(({ day: of, hour, usual }, at) =>
          usual === null ? null : (
            <rect
              key={`${of} ${hour}`}
              className="usual"
              x={at * step}
              width={step + 0.3}
              y={y(usual)}
              height={Math.max(1, ground - y(usual))}
            />
          ),
        )}
        <path className="was" d={pathOf(rows, step, y, ({ outside }) => !outside)} />
        <path className="was outside" d={pathOf(rows, step, y, ({ outside }) => outside)} />
        <path className="axis" d={`M0 ${ground + 0.5}H${width}`} />
        {weekdays.map((at) => (
          <g key={at}>
            <path className="tick" d={`M${Math.round(at * 24 * step) + 0.5} ${ground}v5`} />
            <text x={(at * 24 + 12) * step} y={height - 6} textAnchor="middle">
              {day.format(monday + at * 86_400_000)}
            </text>
          </g>
        ))}
        {now >= 0 && (
          <>
            <path className="cursor" d={`M${(now + 0.5) * step} ${top - 4}V${ground}`} />
            <text
              className="you"
              x={Math.max(now > 140 ? 0 : 52, Math.min(width - 4, (now + 0.5) * step))}
              y="11"
              textAnchor={now > 140 ? 'end' : 'start'}
            >
              {t('oneSource.now')}
            </text>
          </>
        )}
        <text className="halo" x="0" y={top - 6}>
          {format.count(most)}
        </text>
      </svg>
    </div>
  )
}

/** A line in steps over the hours that are meant; a gap is a gap. */
function pathOf(
  rows: readonly WeekHour[],
  step: number,
  y: (value: number) => number,
  meant: (row: WeekHour) => boolean,
): string {
  let d = ''
  let open = false
  rows.forEach((row, at) => {
    if (row.actual === null || !meant(row)) {
      open = false
      return
    }
    d += `${open ? 'L' : 'M'}${(at * step).toFixed(1)} ${y(row.actual).toFixed(1)}H${((at + 1) * step).toFixed(1)}`
    open = true
  })
  return d
}

function WeekTable({ rows }: { readonly rows: readonly WeekHour[] }) {
  const { t, format, language } = useWords()
  const day = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const days = weekdays.map((at) => day.format(monday + at * 86_400_000))
  const figure = (value: number | null) => (value === null ? '–' : format.count(Math.round(value)))
  return (
    <details>
      <summary>{t('oneSource.weekTable')}</summary>
      <ScrollX label={t('oneSource.weekTable')}>
        <table className="week-table">
          <thead>
            <tr>
              <th scope="col">{t('oneSource.hour')}</th>
              {days.map((name) => (
                <th key={name} scope="col" className="num">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clockHours.map((hour) => (
              <tr key={hour}>
                <th scope="row">{String(hour).padStart(2, '0')}:00</th>
                {rows
                  .filter((row) => row.hour === hour)
                  .map((row) => (
                    <td key={row.day} className={row.outside ? 'num outside' : 'num'}>
                      {row.actual === null && row.usual === null
                        ? '–'
                        : t('oneSource.weekCell', { actual: figure(row.actual), usual: figure(row.usual) })}
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </details>
  )
}
