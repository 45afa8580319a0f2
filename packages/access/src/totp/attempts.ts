import type { Clock } from '@tocsin/kit'
import { networkOf } from '../sign-in-guard.ts'

/**
 * Slows the guessing of six-digit codes by somebody who knows the passphrase, without locking the account's owner out.
 *
 * From networks that never finished a sign-in to the account, it takes five wrong codes at once and then one every five
 * minutes: 288 a day of a million, three of which are right at a time, is one chance in eleven hundred a day. A network
 * that finished one before has an allowance of its own (five, then one every thirty seconds) that strangers cannot use
 * up. Passkeys and recovery codes are no matter of guessing and stay open to everybody.
 */
export interface Attempts {
  /** Whole seconds to wait where it comes too early; else the attempt is counted. */
  enter(account: string, address: string): number | undefined
  succeeded(account: string, address: string): void
}

export const attemptLimits = {
  atOnce: 5,
  /** Milliseconds for one more. */
  stranger: 5 * 60_000,
  known: 30_000,
} as const

export function attemptsOf(clock: Clock): Attempts {
  const buckets = new Map<string, { left: number; at: number }>()
  const known = new Set<string>()
  return {
    enter: (account, address) => {
      const own = `${account}\n${networkOf(address)}`
      const isKnown = known.has(own)
      const every = isKnown ? attemptLimits.known : attemptLimits.stranger
      const key = isKnown ? own : account
      const now = clock.now()
      const before = buckets.get(key) ?? { left: attemptLimits.atOnce, at: now }
      const left = Math.min(attemptLimits.atOnce, before.left + Math.max(0, now - before.at) / every)
      if (left < 1) {
        buckets.set(key, { left, at: now })
        return Math.max(1, Math.ceil(((1 - left) * every) / 1000))
      }
      buckets.delete(key)
      buckets.set(key, { left: left - 1, at: now })
      trim(buckets)
      return undefined
    },
    succeeded: (account, address) => {
      const own = `${account}\n${networkOf(address)}`
      known.delete(own)
      known.add(own)
      if (known.size > size) known.delete(known.values().next().value ?? '')
      // Only the allowance of this network: a success of the owner gives no new guesses to a stranger.
      buckets.delete(own)
    },
  }
}

/** Accounts are made by administrators and networks become known by signing in: the bound is for the worst case. */
const size = 10_000

function trim(map: Map<string, unknown>): void {
  if (map.size <= size) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}
