import { Link, useLocation } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { useSettings } from '../app/settings.ts'
import { useWaiting } from '../queue/use-waiting.ts'
import { useWords } from '../words/use-words.ts'
import { isIn, placesFor } from './places.ts'

export function Rail() {
  const { t, format } = useWords()
  const { keys } = useSettings()
  const waiting = useWaiting()
  const { pathname } = useLocation()
  const shown = placesFor(useMay())
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {shown.map(({ place, to, letter }) => (
        <Link key={place} to={to} aria-current={isIn(to, pathname, shown) ? 'page' : undefined} activeProps={{}}>
          <span className="kbd" aria-hidden="true">
            {letter}
          </span>
          <span className="name">{t(`nav.${place}`)}</span>
          {place === 'queue' && waiting > 0 && <span className="n">{format.count(waiting)}</span>}
        </Link>
      ))}
      {keys && (
        <div className="foot" aria-hidden="true">
          <p>
            <span className="kbd">G</span> {t('nav.goHint')}
          </p>
          <p>
            <span className="kbd">?</span> {t('nav.helpHint')}
          </p>
        </div>
      )}
    </nav>
  )
}
