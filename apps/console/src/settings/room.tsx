import { useWords } from '../words/use-words.ts'
import { bytesText } from './bytes-text.ts'
import type { Keeping } from './settings-api.ts'

/** From which share of the room raw goes, and from which nothing more is acknowledged, until the settings say otherwise. */
const marks = [0.9, 0.97] as const

/** The room as one ruler: what is taken, where shedding begins, where acknowledging ends. */
export function Room({ keeping: { size, used, state, fullOn } }: { readonly keeping: Keeping }) {
  const { t, format, language } = useWords()
  const share = size === 0 ? 0 : Math.min(1, used / size)
  const figures = {
    used: bytesText(used, language),
    size: bytesText(size, language),
    n: format.count(Math.round(share * 100)),
  }
  return (
    <section className="room">
      <h2 className="sec">{t('keeping.room')}</h2>
      <p className="told">
        {state !== 'well'
          ? t(`keeping.${state}`, figures)
          : fullOn === null
            ? t('keeping.noForecast', figures)
            : t('keeping.forecast', { ...figures, day: format.day(fullOn) })}
      </p>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" className={state}>
        <rect className="track" width="100" height="6" y="3" />
        <rect className="taken" width={share * 100} height="6" y="3" />
        {marks.map((mark) => (
          <path key={mark} d={`M${mark * 100} 0V12`} />
        ))}
      </svg>
      <p className="soft">{t('keeping.roomSays', figures)}</p>
    </section>
  )
}
