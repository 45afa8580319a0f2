import type { Words } from '@tocsin/kit'

/** What can be off with Tocsin itself; rules name these. */
export type TroubleKind =
  | 'lag'
  | 'loop-delay'
  | 'snapshot-old'
  | 'disk'
  | 'store-blocked'
  | 'rules-refused'
  | 'rules-missing'
  | 'source-silent'
  | 'rule-quieted'
  | 'source-rate'
  | 'source-clock'
  | 'source-unread'
  | 'frames-lost'
  | 'notify-failing'

/** One look at one thing that can be off. */
export interface Reading {
  readonly kind: TroubleKind
  /** What it is about, where one kind is read of several things: a thread, a source. */
  readonly about?: string
  /** Larger is worse. */
  readonly value: number
  /** It is off from this value on, once it has stayed there for `forMillis`. */
  readonly limit: number
  /** It is well again below this value, which is lower than the limit, once it has stayed there as long. */
  readonly well: number
  readonly forMillis: number
  readonly says: Words
}

/** A trouble that stands. */
export interface Trouble {
  readonly kind: TroubleKind
  readonly about: string | undefined
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly value: number
  readonly limit: number
  readonly says: Words
}

/** A trouble that began or ended. */
export interface TroubleChange extends Trouble {
  readonly state: 'began' | 'ended'
}

/**
 * Turns readings into troubles that begin once and end once.
 *
 * Between `well` and `limit` nothing changes, and a value has to stay past either for a while: a value that dances around
 * a limit is one trouble, and not a hundred.
 */
export interface TroubleBook {
  look(readings: readonly Reading[], now: number): readonly TroubleChange[]
  standing(): readonly Trouble[]
}

/** Things that are kept an eye on at once; what names itself (sources) is bounded by it. */
const most = 500

interface Watched {
  trouble: Trouble | undefined
  /** Since when the last readings speak for the other state. */
  turning: number | undefined
}

export function troubleBook(): TroubleBook {
  const watched = new Map<string, Watched>()
  return {
    look: (readings, now) => {
      const changes: TroubleChange[] = []
      for (const reading of readings) {
        const { kind, about, value, limit } = reading
        const key = `${kind}\n${about ?? ''}`
        let one = watched.get(key)
        if (one === undefined) {
          if (watched.size >= most) continue
          one = { trouble: undefined, turning: undefined }
          watched.set(key, one)
        }
        const { trouble } = one
        const turns = trouble === undefined ? value >= limit : value < reading.well
        if (!turns) {
          one.turning = undefined
          if (trouble !== undefined) one.trouble = { ...trouble, value, says: reading.says }
          continue
        }
        one.turning ??= now
        if (now - one.turning < reading.forMillis) continue
        one.turning = undefined
        const told = { kind, about, since: trouble?.since ?? now, value, limit, says: reading.says }
        one.trouble = trouble === undefined ? told : undefined
        changes.push({ ...told, state: trouble === undefined ? 'began' : 'ended' })
      }
      return changes
    },
    standing: () => [...watched.values()].flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble])),
  }
}
