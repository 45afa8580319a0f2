import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { fr } from './fr.ts'

export type Language = 'en' | 'fr'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: { words: typeof en }
    enableSelector: false
  }
}

/** Starts the words in a language. React escapes what is shown, so nothing is escaped twice here. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'words',
    ns: ['words'],
    resources: { en: { words: en }, fr: { words: fr } },
    interpolation: { escapeValue: false },
  })
}

/** Changes every word on the screen, and the document's language for screen readers and hyphenation. */
export function speak(language: Language): void {
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'fr'
}
