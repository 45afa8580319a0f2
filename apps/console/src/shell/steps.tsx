import { type Health, steps } from '../api/health.ts'
import { Moment } from '../design/moment.tsx'
import { useWords } from '../words/use-words.ts'

/** Receiving, judging, storing: each with a word and its last event, so that quiet can be told from broken. */
export function Steps({ health }: { readonly health: Health }) {
  const { t } = useWords()
  return (
    <dl className="steps">
      {steps.map((step) => {
        const { state, last } = health[step]
        return (
          <div key={step}>
            <dt>{t(`stepName.${step}`)}</dt>
            <dd className={state === 'well' ? undefined : 'st stale'}>
              {state === 'well'
                ? t(`stepWell.${step}`)
                : state === 'late'
                  ? t(`stepLate.${step}`)
                  : t(`stepStopped.${step}`)}
            </dd>
            <dd className="faint">{last === undefined ? t('health.never') : <Moment time={last} />}</dd>
          </div>
        )
      })}
    </dl>
  )
}
