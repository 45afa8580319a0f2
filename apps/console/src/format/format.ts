import type { Zone } from '../app/settings.ts'
import type { Language } from '../words/language.ts'

export interface Format {
  /** Digits in groups of three: `3,412` or `3 412`. */
  count(value: number): string
  /** 0..1 with two decimals: `0.97` or `0,97`. */
  share(value: number): string
  /** The least that names the moment from `now`: `02:47:08`, `21 Nov 02:47`, `21 Nov 2019 02:47`. */
  at(time: number, now: number): string
  /** Everything: day, time with seconds, zone. For titles and print. */
  full(time: number): string
  /** `02:47` */
  clock(time: number): string
  /** `20 Nov 2026` */
  day(time: number): string
  /** A mark of a ruler over a span of milliseconds: with seconds, with minutes, or the day. */
  tick(time: number, span: number): string
  /** Name of the zone at a moment, such as `UTC+1`. */
  zone(time: number): string
  /** Minutes that the zone is ahead of UTC at a moment, so that ticks of hours and days fall on the reader's own. */
  offset(time: number): number
  /** A span in the two largest units: `3 h 56`, `12 min`, `4 s`. */
  span(milliseconds: number): string
}

const locales = { en: 'en-GB', fr: 'fr-FR' } as const

/** Formats of each language and zone, built once: `Intl` objects are dear to make. */
export const formats: Readonly<Record<Zone, Readonly<Record<Language, Format>>>> = {
  local: { en: formatsOf('en'), fr: formatsOf('fr') },
  utc: { en: formatsOf('en', 'UTC'), fr: formatsOf('fr', 'UTC') },
}

export function formatsOf(language: Language, timeZone?: string): Format {
  const locale = locales[language]
  const zone = timeZone === undefined ? {} : { timeZone }
  const number = new Intl.NumberFormat(locale)
  const share = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', ...zone })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone })
  const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone })
  const offset = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset', ...zone })
  return {
    count: (value) => number.format(value),
    share: (value) => share.format(value),
    at: (time, now) => {
      if (dayOfYear.format(time) === dayOfYear.format(now)) return seconds.format(time)
      const sameYear = Math.abs(now - time) < 300 * 86_400_000
      return `${(sameYear ? day : dayOfYear).format(time)} ${clock.format(time)}`
    },
    full: (time) => full.format(time),
    clock: (time) => clock.format(time),
    day: (time) => dayOfYear.format(time),
    tick: (time, over) => (over < 120_000 ? seconds : over < 36 * 3_600_000 ? clock : day).format(time),
    zone: (time) =>
      (offset.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC'),
    offset: (time) => (timeZone === 'UTC' ? 0 : -new Date(time).getTimezoneOffset()),
    span: (milliseconds) => span(milliseconds, language === 'fr' ? 'j' : 'd'),
  }
}

function span(milliseconds: number, days: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`
  return `${Math.floor(hours / 24)} ${days}`
}
