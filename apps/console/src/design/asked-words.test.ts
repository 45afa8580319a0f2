import { expect, test } from 'vitest'
import { eventEn } from '../words/en/events.ts'
import { eventFr } from '../words/fr/events.ts'
import { askedWords } from './asked-words.ts'

type Say = Parameters<typeof askedWords>[0]

const sayer = (words: Readonly<Record<string, string>>) =>
  ((key: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`{{${name}}}`, value),
      words[key.replace('asked.', '')] ?? key,
    )) as Say

const said = [
  'is login',
  'is below 4',
  'is below par',
  'is absent or null',
  'is present',
  'contains ends with',
  'starts with the field User',
  'ends with \\cmd.exe (case matters)',
  'matches /a b/i',
  'lies in 10.0.0.0/8',
  'has a hour that is at least 22',
  'something new',
]

test('in English a question stays as the engine says it', () => {
  for (const one of said) expect(askedWords(sayer(eventEn.asked), one)).toBe(one)
})

test('in French only what was asked is turned, never what it was asked about', () => {
  expect(said.map((one) => askedWords(sayer(eventFr.asked), one))).toEqual([
    'est login',
    'est inférieur à 4',
    'est below par',
    'est absent ou nul',
    'est présent',
    'contient ends with',
    'commence par le champ User',
    'finit par \\cmd.exe (casse respectée)',
    'correspond à /a b/i',
    'est dans 10.0.0.0/8',
    'a un hour qui est au moins 22',
    'something new',
  ])
})
