import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { observableKey } from '@tocsin/kit'
import { ObservableChip } from '../design/observable-chip.tsx'
import { Segmented } from '../design/segmented.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { DayBars } from './day-bars.tsx'
import { historyQuery } from './rule-api.ts'

interface RuleFiringProps {
  readonly id: string
  readonly days: number
}

/** How the rule spoke: by day, and about whom most. */
export function RuleFiring({ id, days }: RuleFiringProps) {
  const { t, format } = useWords()
  const navigate = useNavigate({ from: '/rules/$id' })
  const { data, error, refetch } = useQuery({ ...historyQuery(id, days), placeholderData: (before) => before })
  const heard = data?.days.reduce((sum, { findings, heard: hits = 0 }) => sum + Math.max(0, hits - findings), 0) ?? 0
  const counts = data?.days.map(({ day, findings, heard: hits = 0 }) => ({
    day,
    count: findings,
    beside: Math.max(0, hits - findings),
  }))
  return (
    <section>
      <h2 className="sec">
        {t('ruleHistory.title')} <span>{t('ruleHistory.says')}</span>
        <span className="end">
          <Segmented
            label={t('ruleHistory.span')}
            value={String(days) as '14' | '30'}
            choices={[
              ['14', t('ruleHistory.days', { n: 14 })],
              ['30', t('ruleHistory.days', { n: 30 })],
            ]}
            choose={(span) =>
              void navigate({
                search: (before) => (span === '30' ? without(before) : { ...before, days: span }),
                replace: true,
              })
            }
          />
        </span>
      </h2>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && counts !== undefined && (
        <>
          <p className="told">
            {data.findings === 0
              ? t('ruleHistory.never', { days })
              : t('ruleHistory.total', { count: data.findings, n: format.count(data.findings), days })}
            {heard > 0 && ` ${t('ruleHistory.heard', { count: heard, n: format.count(heard) })}`}
          </p>
          {data.cut && <p className="soft">{t('ruleHistory.cut')}</p>}
          {data.findings + heard > 0 && (
            <DayBars
              days={counts}
              says={t('ruleHistory.findings')}
              besideSays={heard > 0 ? t('ruleHistory.heardOnly') : undefined}
            />
          )}
          {data.about.length > 0 && (
            <>
              <h3>
                {t('ruleHistory.about')}{' '}
                <span className="faint">
                  {t('ruleHistory.aboutSays', { count: data.opened, n: format.count(data.opened) })}
                </span>
              </h3>
              <ol className="shares">
                {data.about.slice(0, 8).map(({ findings, ...observable }) => (
                  <li key={observableKey(observable)}>
                    <ObservableChip observable={observable} />
                    <span className="track" aria-hidden="true">
                      <i style={{ width: `${(findings / Math.max(1, data.opened)) * 100}%` }} />
                    </span>
                    <span className="num">{format.count(findings)}</span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </>
      )}
    </section>
  )
}

function without<Search extends { readonly days?: unknown }>({ days: _, ...rest }: Search) {
  return rest
}
