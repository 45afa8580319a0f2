import { foldUnit } from './fold.ts'
import { dashByte } from './page.ts'

/**
 * Maps bytes of pages to small numbers, one for each byte that some text of an index uses; 0 for all others.
 *
 * Bytes that fold to the same one share a number, and so do the dashes of windash: what the index finds is checked
 * afterwards, so that sharing costs a look and never a match.
 */
export interface CharacterClasses {
  readonly count: number
  readonly low: Uint8Array
}

/** @param texts as pages would hold them */
export function characterClasses(texts: Iterable<Uint8Array>): CharacterClasses {
  const used = new Uint8Array(256)
  for (const text of texts) for (const byte of text) used[alike[byte] ?? 0] = 1
  const numbers = new Uint8Array(256)
  let count = 1
  for (let byte = 0; byte < 256; byte++) if (used[byte] === 1) numbers[byte] = count++
  return { count, low: alike.map((byte) => numbers[byte] ?? 0) }
}

/** Each byte as the one that stands for all that fold to it, and for the dashes. */
export const alike = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x2f || byte === dashByte ? 0x2d : foldUnit(byte),
)

/** Each byte as the one that it folds to. */
export const folded = Uint8Array.from({ length: 256 }, (_, byte) => foldUnit(byte))
