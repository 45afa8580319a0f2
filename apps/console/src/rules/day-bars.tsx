import { useWidth } from '../design/use-width.ts'
import { useWords } from '../words/use-words.ts'

/** What is counted of one day in UTC, `2026-11-23`; `beside` is drawn hollow upon it. */
export interface DayCount {
  readonly day: string
  readonly count: number
  readonly beside?: number
}

interface DayBarsProps {
  readonly days: readonly DayCount[]
  /** Heads of the twin's columns. */
  readonly says: string
  readonly besideSays?: string | undefined
}

const height = 96
const ground = 72
const day = 86_400_000

/** Counts by day as bars, and the same as a table that everybody can read. */
export function DayBars({ days, says, besideSays }: DayBarsProps) {
  const { t, format } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(720)
  const most = days.reduce((max, { count, beside = 0 }) => Math.max(max, count + beside), 1)
  const step = width / Math.max(1, days.length)
  const every = Math.max(1, Math.ceil(72 / step))
  const shown = days.filter(({ count, beside = 0 }) => count + beside > 0)
  return (
    <div className="day-bars">
      <div ref={frame} className="frame">
        <svg width={width} height={height} aria-hidden="true">
          <path className="grid" d={`M0 ${ground - 56.5}H${width}`} />
          {days.map(({ day: name, count, beside = 0 }, index) => {
            const tall = (value: number) => (value === 0 ? 0 : Math.max(2, (value / most) * 56))
            const [x, wide] = [index * step + step * 0.15, Math.max(2, Math.min(28, step * 0.7))]
            return (
              <g key={name}>
                <title>{`${name}: ${format.count(count + beside)}`}</title>
                {count > 0 && (
                  <rect className="bar-of" x={x} width={wide} y={ground - tall(count)} height={tall(count)} />
                )}
                {beside > 0 && (
                  <rect
                    className="beside-of"
                    x={x + 0.5}
                    width={Math.max(1, wide - 1)}
                    y={ground - tall(count) - tall(beside) + 0.5}
                    height={Math.max(1, tall(beside) - 1)}
                  />
                )}
              </g>
            )
          })}
          <path className="axis" d={`M0 ${ground + 0.5}H${width}`} />
          {days.map(({ day: name }, index) =>
            (days.length - 1 - index) % every === 0 ? (
              <text
                key={name}
                x={Math.max(22, Math.min(width - 24, index * step + step / 2))}
                y={height - 6}
                textAnchor="middle"
              >
                {format.tick(middayOf(name), 60 * day)}
              </text>
            ) : null,
          )}
          <text className="halo" x="0" y="11">
            {t('ruleHistory.most', { n: format.count(most) })}
          </text>
        </svg>
      </div>
      {shown.length > 0 && (
        <details>
          <summary>{t('rulePage.asTable')}</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('ruleHistory.day')}</th>
                <th scope="col" className="num">
                  {says}
                </th>
                {besideSays !== undefined && (
                  <th scope="col" className="num">
                    {besideSays}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ day: name, count, beside = 0 }) => (
                <tr key={name}>
                  <th scope="row">{format.day(middayOf(name))}</th>
                  <td className="num">{format.count(count)}</td>
                  {besideSays !== undefined && <td className="num">{format.count(beside)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </div>
  )
}

/** Noon of a day in UTC: the same date in every zone that people live in but two. */
function middayOf(name: string): number {
  return Date.parse(`${name}T12:00:00Z`)
}
