import './welcome.css'
import type { ReactNode } from 'react'
import { change, useSettings } from '../app/settings.ts'
import { Bell } from '../design/glyph.tsx'
import { Segmented } from '../design/segmented.tsx'
import { ThemeButton } from '../shell/top-bar.tsx'
import { useWords } from '../words/use-words.ts'

/** The page before sign-in: the bell, the languages, and one form. */
export function Door({ children }: { readonly children: ReactNode }) {
  const { t } = useWords()
  const { language } = useSettings()
  return (
    <div className="door">
      <header>
        <span className="brand">
          <Bell />
          <span>{t('product')}</span>
        </span>
        <Segmented
          label={t('settings.language')}
          value={language}
          choices={[
            ['fr', 'FR', 'fr'],
            ['en', 'EN', 'en'],
          ]}
          choose={(chosen) => change({ language: chosen })}
        />
        <ThemeButton />
      </header>
      <main>{children}</main>
    </div>
  )
}
