import type { Realm, Severity } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import type { Language, Message, Told } from './message.ts'
import type { NoticeKind } from './target.ts'

const severityWords: Readonly<Record<Severity, Words>> = {
  info: { en: 'Info', fr: 'Info' },
  low: { en: 'Low', fr: 'Basse' },
  medium: { en: 'Medium', fr: 'Moyenne' },
  high: { en: 'High', fr: 'Haute' },
  critical: { en: 'Critical', fr: 'Critique' },
}

const realmWords: Readonly<Record<Realm, Words>> = {
  real: { en: 'REAL', fr: 'RÉEL' },
  sample: { en: 'SAMPLE', fr: 'EXEMPLE' },
  exercise: { en: 'EXERCISE', fr: 'EXERCICE' },
  replay: { en: 'REPLAY', fr: 'REJEU' },
}

const eventWords: Readonly<Record<NoticeKind, Words>> = {
  opened: { en: 'opened', fr: 'ouvert' },
  grew: { en: 'became graver', fr: 's’est aggravé' },
  assigned: { en: 'was taken on', fr: 'a été pris en charge' },
}

const phrases = {
  severity: { en: 'Severity', fr: 'Gravité' },
  realm: { en: 'Realm', fr: 'Domaine' },
  assets: { en: 'Assets', fr: 'Équipements' },
  services: { en: 'Services', fr: 'Services' },
  test: {
    en: 'This is a test message of Tocsin. Nothing has happened.',
    fr: 'Ceci est un message d’essai de Tocsin. Il ne s’est rien passé.',
  },
  testSubject: { en: 'Test message', fr: 'Message d’essai' },
  notReal: {
    en: 'This is not a real incident.',
    fr: 'Ceci n’est pas un incident réel.',
  },
} as const satisfies Readonly<Record<string, Words>>

/** `[Tocsin] [EXERCISE] Critical: Firmware changed (INC-7), and 37 more`. */
export function subjectOf(message: Message, language: Language): string {
  const mark = message.realm === 'real' ? '' : ` [${realmWords[message.realm][language]}]`
  const [first] = message.told
  if (message.kind === 'test' || first === undefined) {
    const what = message.kind === 'test' ? phrases.testSubject[language] : moreText(message.more, language)
    return `[Tocsin]${mark} ${what}`
  }
  const others = message.told.length - 1 + message.more
  const rest = others === 0 ? '' : language === 'en' ? `, and ${others} more` : `, et ${others} autres`
  return `[Tocsin]${mark} ${severityWords[first.severity][language]}${colon(language)} ${first.title[language]} (${first.incident})${rest}`
}

/** The body of a mail: as lines, each with what it says and where it leads. */
export function linesOf(
  message: Message,
  language: Language,
  zone: string,
  link: (incident: string) => string,
): readonly { readonly says: string; readonly link?: string }[] {
  if (message.kind === 'test') return [{ says: phrases.test[language] }]
  return [
    ...(message.realm === 'real' ? [] : [{ says: phrases.notReal[language] }]),
    { says: `${phrases.realm[language]}${colon(language)} ${realmWords[message.realm][language]}` },
    ...message.told.flatMap((one) => [
      { says: '' },
      {
        says: `${one.incident} ${eventWords[one.event][language]}${colon(language)} ${one.title[language]}`,
        link: link(one.incident),
      },
      ...detailsOf(one, language, zone),
    ]),
    ...(message.more === 0 ? [] : [{ says: '' }, { says: moreText(message.more, language) }]),
  ]
}

function detailsOf(one: Told, language: Language, zone: string): readonly { readonly says: string }[] {
  const listed = (name: 'assets' | 'services') =>
    one[name].length === 0 ? [] : [{ says: `${phrases[name][language]}${colon(language)} ${one[name].join(', ')}` }]
  return [
    {
      says: `${phrases.severity[language]}${colon(language)} ${severityWords[one.severity][language]} · ${timeText(one.at, language, zone)}`,
    },
    ...listed('assets'),
    ...listed('services'),
  ]
}

/** French puts a space before it. */
function colon(language: Language): string {
  return language === 'fr' ? '\u00a0:' : ':'
}

function moreText(more: number, language: Language): string {
  if (language === 'en') return more === 1 ? '1 more incident waits.' : `${more} more incidents wait.`
  return more === 1 ? '1 autre incident attend.' : `${more} autres incidents attendent.`
}

function timeText(at: number, language: Language, zone: string): string {
  const form = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'long',
  })
  return form.format(at)
}
