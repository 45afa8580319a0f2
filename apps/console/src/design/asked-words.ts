import type { useWords } from '../words/use-words.ts'

type Say = ReturnType<typeof useWords>['t']

/** How a question of the engine begins, the longer before those that begin alike, and whether something follows. */
const openings = [
  ['is absent or null', 'null'],
  ['is absent', 'absent'],
  ['is present', 'present'],
  ['is empty', 'empty'],
  ['is below ', 'below'],
  ['is at most ', 'atMost'],
  ['is above ', 'above'],
  ['is at least ', 'atLeast'],
  ['equals the field ', 'equalsField'],
  ['contains the field ', 'containsField'],
  ['starts with the field ', 'startsField'],
  ['ends with the field ', 'endsField'],
  ['starts with ', 'starts'],
  ['ends with ', 'ends'],
  ['contains ', 'contains'],
  ['matches ', 'matches'],
  ['lies in ', 'lies'],
  ['fits ', 'fits'],
  ['is ', 'is'],
] as const

const cased = ' (case matters)'
const ofDate = /^has a (\w+) that (.*)$/s
const ofNumber = /^-?[\d.]+(e[+-]?\d+)?$/

/**
 * What a rule asked of a value, in the reader's language: the engine says it in English (`asked` of a matched field). What it does
 * not know is left as it is.
 */
export function askedWords(t: Say, asked: string): string {
  const tail = asked.endsWith(cased) ? ` ${t('asked.cased')}` : ''
  const plain = tail === '' ? asked : asked.slice(0, -cased.length)
  const [, part, rest] = ofDate.exec(plain) ?? []
  if (part !== undefined && rest !== undefined) return t('asked.date', { part, rest: opened(t, rest) }) + tail
  return opened(t, plain) + tail
}

function opened(t: Say, asked: string): string {
  for (const [opening, key] of openings) {
    if (!opening.endsWith(' ')) {
      if (asked === opening) return t(`asked.${key}`)
    } else if (asked.startsWith(opening)) {
      const rest = asked.slice(opening.length)
      // «is below par» is a text, not a comparison.
      if (comparisons.has(key) && !ofNumber.test(rest)) continue
      return `${t(`asked.${key}`)} ${rest}`
    }
  }
  return asked
}

const comparisons: ReadonlySet<string> = new Set(['below', 'atMost', 'above', 'atLeast'])
