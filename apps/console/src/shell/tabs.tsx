import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { firstAiling } from '../api/health.ts'
import { useMay } from '../api/may.ts'
import { statusQuery } from '../api/queries.ts'
import { useWaiting } from '../queue/use-waiting.ts'
import { useWords } from '../words/use-words.ts'
import { isIn, placesFor } from './places.ts'

/** The places on a phone, within reach of the thumb, each with its state in a word. */
export function Tabs() {
  const { t, format } = useWords()
  const waiting = useWaiting()
  const { pathname } = useLocation()
  const { data: status } = useQuery(statusQuery)
  const all = placesFor(useMay())
  // Six do not fit under a thumb: the settings are then reached from one's own name.
  const onPhones = all.length > mostTabs ? all.filter(({ place }) => place !== 'settings') : all
  const ailing = status === undefined ? undefined : firstAiling(status.health)
  const under = {
    queue: t('tabs.waiting', { n: format.count(waiting) }),
    field: t('tabs.field'),
    city: t('tabs.city'),
    search: t('tabs.find'),
    rules: t('tabs.loaded'),
    sources:
      ailing !== undefined
        ? status?.health[ailing].state === 'late'
          ? t(`stepLate.${ailing}`)
          : t(`stepStopped.${ailing}`)
        : status?.refused === undefined
          ? t('tabs.health')
          : t('live.refused', { n: format.count(status.refused) }),
    privacy: t('tabs.privacy'),
    settings: t('tabs.settings'),
  }
  return (
    <nav className="tabs" aria-label={t('tabs.label')}>
      {onPhones.map(({ place, to }) => (
        <Link key={place} to={to} aria-current={isIn(to, pathname, all) ? 'page' : undefined} activeProps={{}}>
          {t(`nav.${place}`)}
          <small>{under[place]}</small>
        </Link>
      ))}
    </nav>
  )
}

/** Places that fit beside each other at 360 px, with their names whole. */
const mostTabs = 4
