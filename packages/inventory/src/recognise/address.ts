import { v4Of } from '../learn/terrain.ts'

/** What an address was read as, in words of 32 bits: one for IPv4, four for IPv6. Reused from event to event. */
export interface AddressWords {
  family: 0 | 4 | 6
  readonly words: Uint32Array
}

export function addressWords(): AddressWords {
  return { family: 0, words: new Uint32Array(4) }
}

/**
 * Reads an address without allocating: IPv4 in four decimals, IPv6 in any text of RFC 4291 §2.2, without its zone (`%eth0`).
 * An IPv4-mapped one is its IPv4 address. Family 0 where it is none.
 */
export function readAddress(text: string, into: AddressWords): void {
  into.family = 0
  if (text.length > 64) return
  const v4 = v4Of(text)
  if (v4 !== undefined) {
    into.family = 4
    into.words[0] = v4
    return
  }
  if (!readV6(text, into.words)) return
  const [first = 0, second = 0, third = 0, fourth = 0] = into.words
  // RFC 4291 §2.5.5.2: ::ffff:0:0/96
  if (first === 0 && second === 0 && third === 0xffff) {
    into.family = 4
    into.words[0] = fourth
  } else into.family = 6
}

/** Eight groups of 16 bits, of which `::` stands for those that are not written. */
const groups = new Uint16Array(8)

function readV6(text: string, into: Uint32Array): boolean {
  let [count, gap, at] = [0, -1, 0]
  let end = text.indexOf('%')
  if (end === -1) end = text.length
  if (end < 2) return false
  if (text.charCodeAt(0) === colon) {
    if (text.charCodeAt(1) !== colon) return false
    gap = 0
    at = 2
  }
  while (at < end) {
    if (count === 8) return false
    let [value, digits] = [0, 0]
    const start = at
    for (; at < end; at++) {
      const digit = hex(text.charCodeAt(at))
      if (digit === -1) break
      value = value * 16 + digit
      if (++digits > 4) return false
    }
    if (at < end && text.charCodeAt(at) === dot) {
      // RFC 4291 §2.2, form 3: the last 32 bits in decimals.
      const v4 = v4Of(text.slice(start, end))
      if (v4 === undefined || count > 6) return false
      groups[count++] = v4 >>> 16
      groups[count++] = v4 & 0xffff
      at = end
      break
    }
    if (digits === 0) return false
    groups[count++] = value
    if (at === end) break
    if (text.charCodeAt(at) !== colon) return false
    at++
    if (at === end) return false
    if (text.charCodeAt(at) !== colon) continue
    if (gap !== -1) return false
    gap = count
    at++
  }
  if (gap === -1 ? count !== 8 : count > 7) return false
  if (gap !== -1) {
    const moved = count - gap
    groups.copyWithin(8 - moved, gap, count)
    groups.fill(0, gap, 8 - moved)
  }
  for (let word = 0; word < 4; word++) {
    into[word] = (((groups[word * 2] ?? 0) << 16) | (groups[word * 2 + 1] ?? 0)) >>> 0
  }
  return true
}

const colon = 58
const dot = 46

function hex(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48
  if (unit >= 97 && unit <= 102) return unit - 87
  if (unit >= 65 && unit <= 70) return unit - 55
  return -1
}

/** -1, 0 or 1: how `words` stand to the four words at a place of a sorted table. */
export function compareWords(words: Uint32Array, table: Uint32Array, at: number): number {
  for (let word = 0; word < 4; word++) {
    const [one, other] = [words[word] ?? 0, table[at + word] ?? 0]
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
