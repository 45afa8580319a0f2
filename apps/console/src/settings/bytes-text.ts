import type { Language } from '../words/language.ts'

const units = { en: ['B', 'kB', 'MB', 'GB', 'TB'], fr: ['o', 'ko', 'Mo', 'Go', 'To'] } as const
const numbers = {
  en: new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 }),
  fr: new Intl.NumberFormat('fr-FR', { maximumSignificantDigits: 3 }),
} as const

/** A number of bytes in the unit that a person reads (SI, powers of 1,000): `97.8 GB`, `97,8 Go`. */
export function bytesText(bytes: number, language: Language): string {
  const step = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3))
  return `${numbers[language].format(bytes / 1000 ** step)}\u00a0${units[language][step]}`
}
