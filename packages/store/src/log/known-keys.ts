import type { KeyFact } from './segment-tally.ts'

/** How long a source's key is remembered, in microseconds of `received`: 24 h. */
export const keyLife = 24 * 3600 * 1_000_000

export interface KnownKey {
  readonly received: number
  readonly frames: number
  /** Set while the first append is not durable yet. */
  readonly underWay: Promise<unknown> | undefined
}

/** The idempotency keys of the last 24 h, bounded. */
export interface KnownKeys {
  /** What was appended under a key that is still alive at `received`. */
  find(source: string, key: string, received: number): KnownKey | undefined
  remember(source: string, key: string, known: KnownKey): void
  forget(source: string, key: string): void
  size(): number
  /** Keys forgotten before their time because there were too many. */
  crowdedOut(): number
}

export function knownKeys(most: number): KnownKeys {
  // In the order of `received`, since a lane's never decreases: the oldest is always the first.
  const known = new Map<string, KnownKey>()
  let crowdedOut = 0

  function dropOld(received: number): void {
    for (const [id, { received: then, underWay }] of known) {
      const expired = then < received - keyLife
      if (underWay !== undefined || (!expired && known.size <= most)) return
      if (!expired) crowdedOut++
      known.delete(id)
    }
  }

  return {
    find: (source, key, received) => {
      const found = known.get(idOf(source, key))
      return found !== undefined && found.received >= received - keyLife ? found : undefined
    },
    remember: (source, key, entry) => {
      const id = idOf(source, key)
      // A key that is settled keeps its place; one that begins anew moves to the end.
      if (entry.underWay !== undefined) known.delete(id)
      known.set(id, entry)
      dropOld(entry.received)
    },
    forget: (source, key) => known.delete(idOf(source, key)),
    size: () => known.size,
    crowdedOut: () => crowdedOut,
  }
}

export function rememberFacts(known: KnownKeys, facts: readonly KeyFact[]): void {
  for (const [received, source, key, frames] of facts) {
    known.forget(source, key)
    known.remember(source, key, { received, frames, underWay: undefined })
  }
}

function idOf(source: string, key: string): string {
  return `${source.length}:${source}${key}`
}
