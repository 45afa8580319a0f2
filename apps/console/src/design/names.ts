export interface Piece {
  readonly text: string
  /** `quoted`: a short value between quotation marks. */
  readonly kind: 'plain' | 'named' | 'quoted'
}

interface Place {
  readonly start: number
  readonly end: number
  readonly kind: 'named' | 'quoted'
}

// A value that a sentence quotes, short enough to stand on one line.
const quotation = /“[^”]{1,26}”|«[^»]{1,28}»/gu

/**
 * Cuts a sentence at the names and short quotations that it holds, so that none is broken across lines; joined, the
 * pieces give it back.
 *
 * Letters fold: an observable is in lower case, the sentence writes it as it was recorded.
 */
export function piecesOf(sentence: string, names: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end, kind } of placesIn(sentence, names)) {
    if (start < at) continue
    if (start > at) pieces.push({ text: sentence.slice(at, start), kind: 'plain' })
    pieces.push({ text: sentence.slice(start, end), kind })
    at = end
  }
  if (at < sentence.length) pieces.push({ text: sentence.slice(at), kind: 'plain' })
  return pieces
}

/** In the order of the sentence; of two that begin together the longer one first. */
function placesIn(sentence: string, names: readonly string[]): readonly Place[] {
  const places: Place[] = [...sentence.matchAll(quotation)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
    kind: 'quoted',
  }))
  const folded = sentence.toLowerCase()
  // Folding may change a text's length (Turkish dotted capital I); places would then not hold.
  if (folded.length !== sentence.length) return places
  for (const name of names) {
    const wanted = name.toLowerCase()
    if (wanted.length < 2) continue
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + wanted.length)) {
      places.push({ start: at, end: at + wanted.length, kind: 'named' })
    }
  }
  return places.sort((a, b) => a.start - b.start || b.end - a.end)
}
