import { createHmac } from 'node:crypto'

/** A short name for a person that only the key can make: `~k7f3-q2mx`. The same person has the same one everywhere. */
export type Pseudonym = string

// Crockford's base 32 without i, l, o, u: read aloud and typed again without mistakes
const digits = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * The pseudonym of a name: 40 bits of HMAC-SHA-256 over the folded name.
 *
 * Two of 100,000 people share one with a chance of 1 in 220; then both are shown and found under it.
 */
export function pseudonymOf(key: Uint8Array, name: string): Pseudonym {
  const mac = createHmac('sha256', key).update(foldedName(name), 'utf8').digest()
  let text = '~'
  for (let index = 0; index < 8; index++) {
    if (index === 4) text += '-'
    text += digits.charAt((mac[index] ?? 0) & 31)
  }
  return text
}

/** `Zoé.Martin` and `zoé.martin` are one person. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

const shape = /~[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}/gi

export function isPseudonym(text: string): boolean {
  return text.length === 10 && text.search(shape) === 0
}

/** The pseudonyms in a text, as they are written in it. */
export function pseudonymsIn(text: string): readonly Pseudonym[] {
  return text.includes('~') ? [...text.matchAll(shape)].map(([one]) => one) : []
}
