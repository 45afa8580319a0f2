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
  const expression = new RegExp(
    piecesOf([...new Set(words)])
      .map((piece) => [...units(piece)].map(choice).join(''))
      .join('|'),
  )
  return {
    expression,
    shortest: words.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY),
  }
}

/**
 * Fewer, shorter texts of which every word holds one: the expression is the faster the fewer it has.
 *
 * Greedy: whichever piece stands in the most words left. Pieces have four characters, or two signs that are rarely
 * together (`::`); a piece that covers one word only is the word itself, which is rarer.
 */
function piecesOf(words: readonly string[]): string[] {
  const holders = new Map<string, string[]>()
  for (const word of words)
    for (const piece of piecesIn(word)) holders.set(piece, [...(holders.get(piece) ?? []), word])
  const left = new Set(words)
  const chosen: string[] = []
  while (left.size > 0) {
    let best: string | undefined
    let most = 2
    for (const [piece, holding] of holders) {
      const covered = holding.reduce((sum, word) => sum + (left.has(word) ? 1 : 0), 0)
      if (covered <= most) continue
      most = covered
      best = piece
    }
    if (best === undefined) break
    chosen.push(best)
    for (const word of holders.get(best) ?? []) left.delete(word)
  }
  return [...chosen, ...left]
}

function piecesIn(word: string): Set<string> {
  const pieces = new Set<string>()
  for (let at = 0; at + 4 <= word.length; at++) {
    const piece = word.slice(at, at + 4)
    if (!usual.test(piece)) pieces.add(piece)
  }
  for (const signs of word.match(/[^\p{L}\p{N}\s\\/.:_-]{2}|::/gu) ?? []) pieces.add(signs)
  return pieces
}

/** Pieces of what fills logs; to stop at them would spare nothing. */
const usual =
  /\.exe|\.dll|wind|indo|ndow|dows|syst|yste|stem|tem3|em32|\.com|http|soft|oftw|ftwa|twar|ware|micr|prog|gram|user|file|powe|ower|shel|hell|\.\w{3}|\\/

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
