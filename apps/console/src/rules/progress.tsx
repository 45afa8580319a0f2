import { Progress } from '../design/progress.tsx'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import type { useTrial } from './rule-api.ts'

/** How far a trial is, how to end it, and what went wrong. */
export function TrialProgress({
  trial: { trial, busy, error, cancel },
}: {
  readonly trial: ReturnType<typeof useTrial>
}) {
  const { t, format } = useWords()
  if (error !== null) return <Failed error={error} />
  if (trial?.state === 'failed') {
    return (
      <div className="state" role="alert">
        <p>{t('ruleTrial.failed', { message: trial.failure.message })}</p>
        {trial.failure.fix !== undefined && <p className="soft">{trial.failure.fix}</p>}
      </div>
    )
  }
  if (trial?.state === 'cancelled') {
    const { events, hits } = trial.progress
    return (
      <p className="soft">{t('ruleTrial.cancelled', { events: format.count(events), hits: format.count(hits) })}</p>
    )
  }
  if (!busy) return null
  const progress = trial?.state === 'running' ? trial.progress : undefined
  return (
    <Progress label={t('ruleTrial.progress')} share={progress?.share ?? 0} cancel={cancel}>
      {progress === undefined
        ? t(trial?.state === 'waiting' ? 'ruleTrial.waiting' : 'loading')
        : t('ruleTrial.running', {
            share: Math.round(progress.share * 100),
            events: format.count(progress.events),
            hits: format.count(progress.hits),
          })}
    </Progress>
  )
}
