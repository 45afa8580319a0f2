import { crc32, crc32c } from '@node-rs/crc32'

/** Remembers what was appended not long ago, to mark what comes again. It is a mark and no judgement: nothing is left out. */
export interface Repeats {
  /** Whether the source sent these bytes among the frames remembered; remembers them now. */
  seen(source: number, payload: Uint8Array): boolean
}

/**
 * Remembers the newest `frames` frames by source, length and two CRCs of 32 bits with different polynomials, so that two
 * different payloads are taken for one in about one of 10^14 cases. In memory only: after a start it begins anew.
 */
export function rememberRepeats(frames = 131_072): Repeats {
  // Two generations: when the younger is full it becomes the older, and what only the older held is forgotten.
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    seen: (source, payload) => {
      const key = `${source} ${payload.length} ${crc32(payload)} ${crc32c(payload)}`
      const known = young.has(key) || old.has(key)
      if (young.size >= frames / 2) {
        old = young
        young = new Set()
      }
      young.add(key)
      return known
    },
  }
}
