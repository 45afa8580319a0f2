import type { Clock } from '@tocsin/kit'

/**
 * Slows guessing down without letting a guesser lock anybody out.
 *
 * - An address waits after three attempts without success: 1, 2, 4 ... at most 60 seconds.
 * - An account takes ten attempts at once and one every two seconds from addresses that never signed in to it.
 * - The house takes sixty at once and five a second from such addresses.
 *
 * An address that signed in to the account before passes the last two: the guesser cannot use up its turn. Whoever is
 * still kept out takes a one-time link, which no guess can hinder.
 */
export interface SignInGuard {
  /** Counts an attempt. Whole seconds to wait where it comes too early; such an attempt changes nothing. */
  enter(account: string, address: string): number | undefined
  /** The attempt was right: the address starts afresh and is known to the account. */
  succeeded(account: string, address: string): void
}

export function signInGuard(clock: Clock): SignInGuard {
  const addresses = new Map<string, { failures: number; next: number; last: number }>()
  const accounts = new Map<string, Bucket>()
  const known = new Set<string>()
  const house = bucketOf(60, 5, clock.now())

  return {
    enter: (account, address) => {
      const now = clock.now()
      const network = networkOf(address)
      const before = addresses.get(network)
      const entry =
        before === undefined || now - before.last > forgetAfter ? { failures: 0, next: 0, last: now } : before
      if (now < entry.next) return seconds(entry.next - now)

      if (!known.has(pair(account, network))) {
        const bucket = accounts.get(account) ?? bucketOf(10, 0.5, now)
        const wait = Math.max(waitFor(bucket, now), waitFor(house, now))
        if (wait > 0) return seconds(wait)
        bucket.left--
        house.left--
        keep(accounts, account, bucket)
      }
      entry.failures++
      entry.last = now
      entry.next = entry.failures < 3 ? 0 : now + Math.min(60_000, 1000 * 2 ** (entry.failures - 3))
      keep(addresses, network, entry)
      return undefined
    },
    succeeded: (account, address) => {
      const network = networkOf(address)
      addresses.delete(network)
      if (known.size >= size) known.clear()
      known.add(pair(account, network))
    },
  }
}

/** What one person at the other end controls: an IPv4 address, or an IPv6 /64 (RFC 6177). */
export function networkOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const right = tail === '' ? [] : tail.split(':')
    while (left.length + right.length < 8) left.push('0')
    left.push(...right)
  }
  return left
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

interface Bucket {
  left: number
  at: number
  readonly size: number
  readonly perSecond: number
}

const size = 10_000
const forgetAfter = 15 * 60_000

function bucketOf(capacity: number, perSecond: number, now: number): Bucket {
  return { left: capacity, at: now, size: capacity, perSecond }
}

/** Milliseconds until the bucket has one; it is filled up on the way. */
function waitFor(bucket: Bucket, now: number): number {
  bucket.left = Math.min(bucket.size, bucket.left + (Math.max(0, now - bucket.at) / 1000) * bucket.perSecond)
  bucket.at = now
  return bucket.left >= 1 ? 0 : ((1 - bucket.left) / bucket.perSecond) * 1000
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000))
}

function pair(account: string, network: string): string {
  return `${account}\n${network}`
}

/** Keeps the newest; memory stays bounded whatever is sent. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= size) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}
