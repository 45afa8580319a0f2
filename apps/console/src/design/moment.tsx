import type { TFunction } from 'i18next'
import { ago } from '../format/ago.ts'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'

/** A moment, absolute and relative: `02:47:08, 27 min ago`. The full date and zone are its title. */
export function Moment({ time }: { readonly time: number }) {
  const { t, format } = useWords()
  const now = useNow()
  return (
    <time dateTime={isoOf(time)} title={format.full(time)}>
      {t('time.both', { at: format.at(time, now), ago: agoText(t, time, now) })}
    </time>
  )
}

/** The same in two lines, for columns. */
export function MomentColumn({ time }: { readonly time: number }) {
  const { t, format } = useWords()
  const now = useNow()
  return (
    <time className="two-lines" dateTime={isoOf(time)} title={format.full(time)}>
      <span>{format.at(time, now)}</span> <small>{agoText(t, time, now)}</small>
    </time>
  )
}

export function agoText(t: TFunction, time: number, now: number): string {
  return t(`time.${ago(time, now).unit}`, { n: 0, rest: '', ...ago(time, now) })
}

/** ISO 8601, or nothing for a time outside of what a Date can hold. */
function isoOf(time: number): string | undefined {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : undefined
}
