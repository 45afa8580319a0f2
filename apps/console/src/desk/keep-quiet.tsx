import { useId } from 'react'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'

const day = 86_400_000
const choices = ['not', 'day', 'week', 'month', 'date'] as const
const lasts = { day: 1, week: 7, month: 30 } as const
const words = {
  not: 'quiet.keepNot',
  day: 'quiet.keepDay',
  week: 'quiet.keepWeek',
  month: 'quiet.keepMonth',
  date: 'quiet.keepDate',
} as const

/** For how long what is closed stays quiet; a day as the browser's field gives it (`2026-11-30`). */
export interface QuietFor {
  readonly how: (typeof choices)[number]
  readonly day: string
}

/** Until when, in milliseconds since the epoch; a day is meant to its end. The server takes a year at most. */
export function quietEnd({ how, day: text }: QuietFor, now: number): number | undefined | 'missing' {
  if (how === 'not') return undefined
  if (how !== 'date') return now + lasts[how] * day
  const begins = text === '' ? Number.NaN : new Date(`${text}T00:00:00`).getTime()
  const end = begins + day
  return end > now && end < now + 366 * day ? end : 'missing'
}

interface KeepQuietProps {
  readonly quiet: QuietFor
  /** The person tried to close: what is missing is said. */
  readonly asked: boolean
  set(quiet: QuietFor): void
}

/** Keeps what is closed quiet until a day, in the same act. */
export function KeepQuiet({ quiet, asked, set }: KeepQuietProps) {
  const { t, format } = useWords()
  const now = useNow()
  const id = useId()
  const until = quietEnd(quiet, now)
  const missing = asked && until === 'missing'
  return (
    <div className="field">
      <label htmlFor={`${id}-how`}>{t('quiet.keep')}</label>
      <div className="quiet-for">
        <select
          id={`${id}-how`}
          value={quiet.how}
          aria-describedby={`${id}-says`}
          onChange={({ target }) => set({ ...quiet, how: target.value as QuietFor['how'] })}
        >
          {choices.map((one) => (
            <option key={one} value={one}>
              {t(words[one])}
            </option>
          ))}
        </select>
        {quiet.how === 'date' && (
          <input
            type="date"
            aria-label={t('quiet.date')}
            aria-invalid={missing}
            aria-describedby={missing ? `${id}-missing` : undefined}
            value={quiet.day}
            onChange={({ target }) => set({ ...quiet, day: target.value })}
          />
        )}
      </div>
      {missing && (
        <p className="err" id={`${id}-missing`}>
          {t('quiet.dateMissing')}
        </p>
      )}
      <small id={`${id}-says`}>
        {typeof until === 'number' ? t('quiet.keepSays', { day: format.at(until, now) }) : ''}
      </small>
    </div>
  )
}
