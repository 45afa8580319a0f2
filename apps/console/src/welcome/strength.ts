/** What can be said of a passphrase while it is typed; the server decides, with a list of what is tried first. */
export type Strength =
  | { readonly kind: 'empty' | 'repeats' | 'name' | 'fair' | 'strong' }
  | { readonly kind: 'short'; readonly missing: number }

/** Characters; the server's own bound. */
export const leastLength = 12

/** Length decides, not digits or signs (NIST SP 800-63B §5.1.1.2). */
export function strengthOf(passphrase: string, name: string): Strength {
  const text = passphrase.normalize('NFKC').toLowerCase()
  const characters = [...text]
  if (characters.length === 0) return { kind: 'empty' }
  if (characters.length < leastLength) return { kind: 'short', missing: leastLength - characters.length }
  const wholeName = name.normalize('NFKC').trim().toLowerCase()
  if (wholeName.length > 2 && text.includes(wholeName)) return { kind: 'name' }
  if (new Set(characters).size < 6) return { kind: 'repeats' }
  const words = text.split(/[\s\p{P}]+/u).filter((word) => word.length > 2)
  return { kind: new Set(words).size >= 4 || characters.length >= 20 ? 'strong' : 'fair' }
}
