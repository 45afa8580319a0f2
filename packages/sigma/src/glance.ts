import { foldUnit, unitsFoldingTo } from './fold.ts'
import { dashes } from './pattern.ts'

/** Says quickly that a text holds none of some words; where it says that one might be there, look closer. */
export interface Glance {
  readonly expression: RegExp
  readonly shortest: number
}

export function glanced({ expression, shortest }: Glance, text: string): boolean {
  return text.length >= shortest && expression.test(text)
}

/** With more words than this, reading character by character is faster. */
export const mostGlanced = 40

/**
 * A native expression of nothing but alternatives: it runs on the text's memory, and has nothing to backtrack into.
 *
 * Characters stand for all that fold to the same one, and dashes for each other, as everywhere in the index.
 */
export function glanceFor(words: readonly string[]): Glance {
  const expression = new RegExp([...new Set(words)].map((word) => [...units(word)].map(choice).join('')).join('|'))
  return {
    expression,
    shortest: words.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY),
  }
}

function* units(word: string): Generator<number> {
  for (let i = 0; i < word.length; i++) yield foldUnit(word.charCodeAt(i))
}

function choice(unit: number): string {
  const same = dashUnits.includes(unit) ? dashUnits : [unit]
  const all = same.flatMap((one) => [one, ...unitsFoldingTo(one)]).map(escaped)
  return all.length === 1 ? (all[0] ?? '') : `[${all.join('')}]`
}

const dashUnits = Array.from(dashes, (dash) => dash.charCodeAt(0))

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
