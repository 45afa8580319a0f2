import type { Clock } from '@tocsin/kit'
import { type Entropy, hashSecret, looksLikeSecret, newSecret } from '../secret.ts'
import { networkOf } from '../sign-in-guard.ts'

/** Half-done proofs: each under a secret of its own that only one browser holds, for minutes, in memory. */
export interface Challenges<Payload> {
  /** Keeps a payload and returns the secret that finds it. */
  issue(payload: Payload, address: string): string
  /** The payload, left where it is; nothing where it is unknown, spent or too old. */
  look(secret: string): Payload | undefined
  /** The payload, for exactly one of any number of callers. */
  take(secret: string): Payload | undefined
  /** Removes those that a test matches, such as all of one account. */
  drop(test: (payload: Payload) => boolean): void
}

export interface ChallengeLimits {
  /** Milliseconds. */
  readonly life: number
  readonly all: number
  /** From one network; the oldest of it goes, so that nobody empties the book of others. */
  readonly perNetwork: number
}

export const challengeLimits: ChallengeLimits = { life: 5 * 60_000, all: 10_000, perNetwork: 50 }

export function challengesOf<Payload>(
  clock: Clock,
  entropy: Entropy,
  limits: ChallengeLimits = challengeLimits,
): Challenges<Payload> {
  const kept = new Map<string, { readonly payload: Payload; readonly until: number; readonly network: string }>()
  const counts = new Map<string, number>()

  const remove = (hash: string) => {
    const found = kept.get(hash)
    if (found === undefined) return
    kept.delete(hash)
    const left = (counts.get(found.network) ?? 1) - 1
    if (left <= 0) counts.delete(found.network)
    else counts.set(found.network, left)
  }
  const find = (secret: string) => {
    if (!looksLikeSecret(secret)) return undefined
    const hash = hashSecret(secret)
    const found = kept.get(hash)
    if (found === undefined) return undefined
    if (clock.now() < found.until) return { hash, payload: found.payload }
    remove(hash)
    return undefined
  }

  return {
    issue: (payload, address) => {
      const network = networkOf(address)
      const now = clock.now()
      // All live equally long, so the oldest come first.
      for (const [hash, { until }] of kept) {
        if (until > now && kept.size < limits.all) break
        remove(hash)
      }
      if ((counts.get(network) ?? 0) >= limits.perNetwork) {
        for (const [hash, one] of kept) {
          if (one.network !== network) continue
          remove(hash)
          break
        }
      }
      const secret = newSecret(entropy)
      kept.set(hashSecret(secret), { payload, until: now + limits.life, network })
      counts.set(network, (counts.get(network) ?? 0) + 1)
      return secret
    },
    look: (secret) => find(secret)?.payload,
    take: (secret) => {
      const found = find(secret)
      if (found !== undefined) remove(found.hash)
      return found?.payload
    },
    drop: (test) => {
      for (const [hash, { payload }] of kept) if (test(payload)) remove(hash)
    },
  }
}
