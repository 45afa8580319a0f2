import { hash32 } from '@tocsin/kit'

/** How long something must have been there to be believed without an answer, in milliseconds. */
export const apartMs = 600_000
/** After this long a first sighting is forgotten, in milliseconds. */
const forgottenMs = 86_400_000

/**
 * What of the names on the wire is believed. Of a name that was seen once nothing is kept but a mark in a table of fixed size,
 * so that a flood of forged addresses takes no memory; whoever was believed stays believed as long as the table has room.
 */
export interface ProofBook {
  /** Whether it was believed already. */
  isProven(name: string): boolean
  /** It answered, or the city names it. */
  prove(name: string): void
  /**
   * It was seen, and did not answer.
   *
   * @param at milliseconds since the epoch, by the receiver's clock
   * @returns whether it is believed from now on: it was seen before, ten minutes ago or more
   */
  sighted(name: string, at: number): boolean
  /** Bytes that the tables take; constant. */
  readonly bytes: number
  /** First sightings that gave way to others for want of room. */
  readonly crowdedOut: number
}

const ways = 4

/**
 * @param seed unknown to senders, so that none can choose names that meet in one place
 * @param sets sets of four marks, a power of two: 2^18 hold a million names in 12 MB
 */
export function openProofBook(seed: string, sets = 1 << 18): ProofBook {
  const slots = sets * ways
  // A mark is 32 bits beside the bits of its place: two names of one set are one in one of a thousand million cases.
  const proven = new Uint32Array(slots)
  const marks = new Uint32Array(slots)
  const minutes = new Uint32Array(slots)
  let crowdedOut = 0

  const placeOf = (name: string) => (hash32(`${seed}\u0000${name}`) & (sets - 1)) * ways
  const markOf = (name: string) => hash32(`${name}\u0001${seed}`) || 1

  const has = (first: number, mark: number) => {
    for (let way = first; way < first + ways; way++) if (proven[way] === mark) return true
    return false
  }
  const enter = (first: number, mark: number) => {
    if (has(first, mark)) return
    for (let way = first; way < first + ways; way++) {
      if (proven[way] === 0) {
        proven[way] = mark
        return
      }
    }
    // Full: which one gives way depends on the newcomer. It will be believed again as it was the first time.
    proven[first + (mark & (ways - 1))] = mark
  }

  return {
    isProven: (name) => has(placeOf(name), markOf(name)),
    prove: (name) => enter(placeOf(name), markOf(name)),
    sighted: (name, at) => {
      const [first, mark, minute] = [placeOf(name), markOf(name), Math.floor(at / 60_000)]
      if (has(first, mark)) return true
      let [free, youngest] = [-1, first]
      for (let way = first; way < first + ways; way++) {
        const since = minutes[way] ?? 0
        if (marks[way] === mark && minute - since <= forgottenMs / 60_000) {
          if (minute - since < apartMs / 60_000) return false
          marks[way] = 0
          enter(first, mark)
          return true
        }
        if (marks[way] === 0 || minute - since > forgottenMs / 60_000) free = way
        if (since > (minutes[youngest] ?? 0)) youngest = way
      }
      // The youngest gives way: a flood pushes out itself, and not those who wait for their ten minutes.
      if (free === -1) crowdedOut++
      const way = free === -1 ? youngest : free
      marks[way] = mark
      minutes[way] = minute
      return false
    },
    bytes: slots * 12,
    get crowdedOut() {
      return crowdedOut
    },
  }
}
