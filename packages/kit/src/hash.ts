/**
 * A 32-bit hash of a text (FNV-1a over UTF-16 code units, then a final mix), the same on every machine and run.
 *
 * For spreading keys over shards and partitions; never for security or identity.
 */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  // murmur3's finaliser: FNV's low bits alone are too regular for a modulus of 16
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  h ^= h >>> 16
  return h >>> 0
}
