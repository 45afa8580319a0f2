import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from './en.ts'

export type Language = 'en' | 'fr'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: { words: typeof en }
    enableSelector: false
  }
}

/** Each language is a file of its own, fetched when it is first spoken. */
const fetched: Readonly<Record<Language, () => Promise<object>>> = {
  en: async () => (await import('./en.ts')).en,
  fr: async () => (await import('./fr.ts')).fr,
}

/** Starts the words in a language. React escapes what is shown, so nothing is escaped twice here. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    // Both languages have all words: the other one is never needed
    fallbackLng: false,
    defaultNS: 'words',
    ns: ['words'],
    resources: { [language]: { words: await fetched[language]() } },
    interpolation: { escapeValue: false },
  })
}

let wanted: Language | undefined

/**
 * Changes every word on the screen, and the document's language for screen readers and hyphenation.
 *
 * Where the words cannot be fetched the language stays what it was: the promise rejects.
 */
export async function speak(language: Language): Promise<void> {
  wanted = language
  if (!i18next.hasResourceBundle(language, 'words')) {
    i18next.addResourceBundle(language, 'words', await fetched[language]())
  }
  // Somebody may have changed their mind while the words came
  if (wanted !== language) return
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** The language of the words on the screen. */
export function spoken(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en'
}

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'fr'
}
