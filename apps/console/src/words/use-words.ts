import type { Words } from '@tocsin/kit'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useSettings, type Zone } from '../app/settings.ts'
import { type Format, formats } from '../format/format.ts'
import { isLanguage, type Language } from './language.ts'

interface Spoken {
  readonly language: Language
  readonly t: TFunction
  readonly format: Format
  readonly zone: Zone
  /** A sentence that the server gives in both languages. */
  say(words: Words): string
}

/** The words, numbers and times of the language that is spoken now. */
export function useWords(): Spoken {
  const { t, i18n } = useTranslation()
  const language: Language = isLanguage(i18n.language) ? i18n.language : 'en'
  const { zone } = useSettings()
  return { t, language, zone, format: formats[zone][language], say: (words) => words[language] }
}
