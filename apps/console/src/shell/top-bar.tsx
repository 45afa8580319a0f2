import { Link } from '@tanstack/react-router'
import type { Desk } from '../actions/action.ts'
import { change, useSettings } from '../app/settings.ts'
import { Bell, HalfDisc } from '../design/glyph.tsx'
import { KeyCaps } from '../design/key-caps.tsx'
import { Segmented } from '../design/segmented.tsx'
import { useWords } from '../words/use-words.ts'
import { Display } from './display.tsx'
import { LiveReadOut } from './live-read-out.tsx'

const languages = [
  ['fr', 'FR', 'fr'],
  ['en', 'EN', 'en'],
] as const

export function TopBar({ desk }: { readonly desk: () => Desk }) {
  const { t } = useWords()
  const { language, zone } = useSettings()
  return (
    <header className="bar">
      <Link className="brand" to="/queue" aria-label={t('nav.home')}>
        <Bell />
        <span>{t('product')}</span>
      </Link>
      <button type="button" className="find" onClick={() => desk().show('palette')}>
        <span>{t('palette.open')}</span>
        <KeyCaps of="shell.palette" />
      </button>
      <LiveReadOut />
      {zone === 'utc' && <span className="zone">{t('time.utc')}</span>}
      <Segmented
        label={t('settings.language')}
        value={language}
        choices={languages}
        choose={(chosen) => change({ language: chosen })}
      />
      <ThemeButton />
      <Display signOut={() => desk().signOut()} />
    </header>
  )
}

/** The other one of light and dark, whatever is shown now. */
export function ThemeButton() {
  const { t } = useWords()
  const { theme } = useSettings()
  const flip = () => {
    const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    change({ theme: dark ? 'light' : 'dark' })
  }
  return (
    <button type="button" className="quiet small theme" aria-label={t('settings.theme')} onClick={flip}>
      <HalfDisc />
    </button>
  )
}
