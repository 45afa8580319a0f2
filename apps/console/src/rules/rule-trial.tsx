import type { Observable } from '@tocsin/kit'
import { useState } from 'react'
import { Moment } from '../design/moment.tsx'
import { ObservableChip } from '../design/observable-chip.tsx'
import { printable } from '../design/printable.ts'
import { Proof } from '../design/proof.tsx'
import { Segmented } from '../design/segmented.tsx'
import { dayOf, OptionalField } from '../settings/optional-field.tsx'
import { useWords } from '../words/use-words.ts'
import { DayBars } from './day-bars.tsx'
import { TrialProgress } from './progress.tsx'
import { type Pairs, type TrialReport, type TrialSide, useTrial } from './rule-api.ts'

const day = 86_400_000
const spans = { day, week: 7 * day, month: 30 * day }
type Range = keyof typeof spans | 'own'

interface RuleTrialProps {
  readonly id: string
  /** The exception that is being written: what it would take away is told beside. */
  readonly except: Pairs
}

/** The rule held against what was stored: how often it would have spoken, of what, and what an exception would take away. */
export function RuleTrial({ id, except }: RuleTrialProps) {
  const { t } = useWords()
  const trial = useTrial()
  const [range, setRange] = useState<Range>('day')
  const [own, setOwn] = useState({ from: '', until: '' })
  const [compared, setCompared] = useState(false)
  const beside = Object.keys(except).length > 0
  const [from, until] =
    range === 'own' ? [dayOf(own.from), dayOf(own.until) ?? Date.now()] : [Date.now() - spans[range], Date.now()]
  const possible = from !== null && from < until
  const start = () => {
    if (from === null) return
    setCompared(beside)
    trial.start({ rule: id, from, until, ...(beside ? { except } : {}) })
  }
  return (
    <section>
      <h2 className="sec" id="trial">
        {t('ruleTrial.title')} <span>{t('ruleTrial.says')}</span>
      </h2>
      <div className="trial-form">
        <Segmented<Range>
          label={t('ruleTrial.range')}
          value={range}
          choices={[
            ['day', t('ruleTrial.day')],
            ['week', t('ruleTrial.week')],
            ['month', t('ruleTrial.month')],
            ['own', t('ruleTrial.own')],
          ]}
          choose={setRange}
        />
        {range === 'own' && (
          <div className="days">
            <OptionalField
              type="date"
              label={t('ruleTrial.from')}
              value={own.from}
              set={(value) => setOwn({ ...own, from: value })}
            />
            <OptionalField
              type="date"
              label={t('ruleTrial.until')}
              value={own.until}
              set={(value) => setOwn({ ...own, until: value })}
            />
          </div>
        )}
        <button type="button" aria-busy={trial.busy} disabled={!possible || trial.busy} onClick={start}>
          {t(beside ? 'ruleTrial.startBeside' : 'ruleTrial.start')}
        </button>
        {beside && <span className="soft">{t('ruleTrial.beside')}</span>}
      </div>
      <TrialProgress trial={trial} />
      {trial.trial?.state === 'done' && <Report report={trial.trial.report} compared={compared} />}
    </section>
  )
}

function Report({ report, compared }: { readonly report: TrialReport; readonly compared: boolean }) {
  const { t, format } = useWords()
  const [side, narrowed] = report.sides
  if (side === undefined) return null
  const gone = narrowed === undefined || !compared ? undefined : side.hits - narrowed.hits
  return (
    <div className="report">
      {report.reaches === undefined && <p className="soft">{t('ruleTrial.nothing')}</p>}
      <p className="told">
        {side.hits === 0
          ? t('ruleTrial.noHits', { events: format.count(side.events) })
          : t('ruleTrial.hits', { count: side.hits, n: format.count(side.hits), events: format.count(side.events) })}
        {gone !== undefined && narrowed !== undefined && (
          <>
            {' '}
            {gone === 0
              ? t('ruleTrial.droppedNone', { left: format.count(narrowed.hits) })
              : t('ruleTrial.dropped', { count: gone, n: format.count(gone), left: format.count(narrowed.hits) })}
          </>
        )}
      </p>
      {report.unread > 0 && (
        <p className="soft">{t('ruleTrial.unread', { count: report.unread, n: format.count(report.unread) })}</p>
      )}
      {report.notes.slice(0, 5).map((note) => (
        <p key={note} className="soft">
          {printable(note)}
        </p>
      ))}
      {side.days.length > 0 && <ByDay side={side} narrowed={gone === undefined ? undefined : narrowed} />}
      {side.about.length > 0 && (
        <>
          <h3>{t('ruleTrial.about')}</h3>
          <ol className="shares">
            {side.about.slice(0, 8).map(({ kind, value, hits }) => (
              <li key={`${kind} ${value}`}>
                {isKnown(kind) ? (
                  <ObservableChip observable={{ kind, value }} />
                ) : (
                  <span className="wire">
                    <span className="faint">{printable(kind)}</span> {printable(value)}
                  </span>
                )}
                <span className="track" aria-hidden="true">
                  <i style={{ width: `${(hits / Math.max(1, side.hits)) * 100}%` }} />
                </span>
                <span className="num">{format.count(hits)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      {side.kept.length > 0 && <FirstHits side={side} />}
    </div>
  )
}

/** A correlation speaks about the fields that it groups by. */
function isKnown(kind: string): kind is Observable['kind'] {
  return kind === 'host' || kind === 'account' || kind === 'address' || kind === 'device'
}

function ByDay({ side, narrowed }: { readonly side: TrialSide; readonly narrowed: TrialSide | undefined }) {
  const { t } = useWords()
  const left = new Map(narrowed?.days.map(({ day: name, hits }) => [name, hits]))
  const counts = side.days.map(({ day: name, hits }) =>
    narrowed === undefined
      ? { day: name, count: hits }
      : { day: name, count: left.get(name) ?? 0, beside: hits - (left.get(name) ?? 0) },
  )
  return (
    <DayBars
      days={filledIn(counts)}
      says={t(narrowed === undefined ? 'ruleTrial.hitsHead' : 'ruleTrial.left')}
      besideSays={narrowed === undefined ? undefined : t('ruleTrial.gone')}
    />
  )
}

const mostBars = 120

/** Days without a hit between the first and the last. */
function filledIn<Count extends { readonly day: string; readonly count: number }>(
  counts: readonly Count[],
): readonly (Count | { readonly day: string; readonly count: number })[] {
  const [first, last] = [counts[0], counts.at(-1)]
  if (first === undefined || last === undefined) return counts
  const [from, to] = [Date.parse(first.day), Date.parse(last.day)]
  const span = Math.round((to - from) / day) + 1
  if (span > mostBars) return counts
  const known = new Map(counts.map((one) => [one.day, one]))
  return Array.from({ length: Math.max(span, 7) }, (_, index) => {
    const name = new Date(to - (Math.max(span, 7) - 1 - index) * day).toISOString().slice(0, 10)
    return known.get(name) ?? { day: name, count: 0 }
  })
}

function FirstHits({ side }: { readonly side: TrialSide }) {
  const { t, format } = useWords()
  return (
    <>
      <h3>{t('ruleTrial.first')}</h3>
      <ul className="hits">
        {side.kept
          .filter(({ matched, events }) => matched !== undefined || events !== undefined)
          .slice(0, 5)
          .map((hit) => (
            <li key={hit.event}>
              <p className="faint">
                <Moment time={hit.time} /> · {printable(hit.source)} · {t('ruleTrial.event', { id: hit.event })}
                {hit.events !== undefined && (
                  <> · {t('ruleTrial.together', { count: hit.events, n: format.count(hit.events) })}</>
                )}
              </p>
              {hit.about.length > 0 && (
                <p className="wire">{hit.about.map(({ value }) => printable(value)).join(', ')}</p>
              )}
              {hit.matched !== undefined && hit.matched.length > 0 && <Proof matched={hit.matched} />}
            </li>
          ))}
      </ul>
    </>
  )
}
