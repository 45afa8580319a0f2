import './settings.css'
import { Link, useLocation } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { useWords } from '../words/use-words.ts'
import { settingsFor } from './settings-places.ts'

/** The pages of the settings, above each of them. */
export function SettingsNav() {
  const { t } = useWords()
  const { pathname } = useLocation()
  const shown = settingsFor(useMay())
  if (shown.length < 2) return null
  return (
    <nav className="settings-nav" aria-label={t('settings.pages')}>
      {shown.map(({ page, to }) => (
        <Link key={page} to={to} aria-current={pathname === to ? 'page' : undefined} activeProps={{}}>
          {t(`settingsPage.${page}`)}
        </Link>
      ))}
    </nav>
  )
}
