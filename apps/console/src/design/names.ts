export interface Piece {
  readonly text: string
  readonly named: boolean
}

/**
 * Cuts a sentence at the names that it holds, so that they can be kept on one line; joined, the pieces give it back.
 *
 * Letters fold: an observable is in lower case, the sentence writes it as it was recorded.
 */
export function piecesOf(sentence: string, names: readonly string[]): readonly Piece[] {
  const wanted = names.filter((name) => name.length > 1).map((name) => name.toLowerCase())
  const folded = sentence.toLowerCase()
  // Folding may change a text's length (Turkish dotted capital I); places would then not hold.
  if (wanted.length === 0 || folded.length !== sentence.length) return [{ text: sentence, named: false }]
  const pieces: Piece[] = []
  let at = 0
  while (at < sentence.length) {
    const next = nextName(folded, wanted, at)
    if (next === undefined) break
    if (next.at > at) pieces.push({ text: sentence.slice(at, next.at), named: false })
    pieces.push({ text: sentence.slice(next.at, next.at + next.length), named: true })
    at = next.at + next.length
  }
  if (at < sentence.length) pieces.push({ text: sentence.slice(at), named: false })
  return pieces
}

function nextName(
  folded: string,
  names: readonly string[],
  from: number,
): { readonly at: number; readonly length: number } | undefined {
  return names
    .map((name) => ({ at: folded.indexOf(name, from), length: name.length }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at || b.length - a.length)[0]
}
