import type { FieldAnswer } from '@tocsin/event'
import type { Answer, Asked } from './question.ts'

const said: Readonly<Record<Asked['language'], Readonly<Record<FieldAnswer, string>>>> = {
  en: { yes: 'yes, it was us', no: 'we know nothing of it', 'not-me': 'it was not us' },
  fr: { yes: 'oui, c’était nous', no: 'nous n’en savons rien', 'not-me': 'ce n’était pas nous' },
}

/** An answer as a note in the history of an incident, in the language in which it was asked. */
export function answerNote({ to, language }: Pick<Asked, 'to' | 'language'>, answer: Answer): string {
  const words = said[language][answer.answer ?? 'no']
  const photo = answer.photo === undefined ? '' : language === 'fr' ? ' Une photo est jointe.' : ' A photo is attached.'
  const note =
    answer.note === undefined ? '' : language === 'fr' ? `\u00a0: «\u00a0${answer.note}\u00a0»` : `: “${answer.note}”`
  return language === 'fr'
    ? `Réponse par lien de ${to}\u00a0: ${words}${note}.${photo}`
    : `Answer by link from ${to}: ${words}${note}.${photo}`
}
