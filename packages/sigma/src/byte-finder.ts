import { addCandidate, type Candidates } from './candidates.ts'
import { alike, folded } from './character-classes.ts'
import type { Span } from './page.ts'
import { usualness } from './rarity.ts'
import type { Entry } from './trie.ts'

/** Shorter texts have no two bytes that begin at an even place wherever they stand. */
export const shortestStrided = 3
/** From this length on a text has four bytes that begin at an even place, and from the next on at a fourth one. */
const longEnoughForHalves = 5
const longEnough = 7

/**
 * Finds many texts anywhere on a page, four bytes at a time.
 *
 * A text is entered under four of its bytes for each way in which it can lie to the fours of a page; where it is long
 * enough to choose, under its rarest. So one look for each four bytes is enough, with a second one half way between if
 * there are texts of five or six bytes, and looks at pairs if there are shorter ones. Whoever is met is compared in full.
 * Reading by strides is the idea of Hyperscan's literal matcher (Wang et al., NSDI 2019).
 */
export interface ByteFinder {
  /** Whether fours are looked at half way between too. */
  readonly halfWay: boolean
  readonly shortest: number
  /** Bits that are set before bytes are compared: capitals become small, and dashes one where some text has one. */
  readonly blur: number
  /** Each byte as the one that stands for all like it. */
  readonly alike: Uint8Array
  /** Of four bytes, and of two. */
  readonly fours: Entrances
  readonly pairs: Entrances
}

interface Entrances {
  /** What of a hash is dropped for a bit, and for a place, in bits. */
  readonly bitShift: number
  readonly placeShift: number
  /** A bit for each hash that is entered: nearly all of a page ends here. As small as can be, to stay in the nearest cache. */
  readonly bits: Int32Array
  /** Number of the first entry from 1, or 0. */
  readonly first: Uint16Array
  readonly entries: readonly Entered[]
}

interface Entered {
  /** Four or two bytes, blurred. */
  readonly bytes: number
  readonly text: Uint8Array
  readonly reports: Int32Array
  /** Where the bytes begin in the text. */
  readonly at: number
  /** The next entry of the same hash, or 0. */
  readonly next: number
}

/** More texts than these, at four entries each, do not fit its numbers. */
export const mostStrided = 16_000

const small = 0x20202020
/** `-`, `/` and the stand-in for other dashes become one; so do some letters, which costs looks only. */
const smallAndDashes = 0x22222222

/**
 * @param entries texts of at least `shortestStrided` bytes, at most `mostStrided` of them
 * @param dashes whether the dashes of `windash` count as one; else what is found is there exactly
 */
export function newByteFinder(entries: readonly Entry[], dashes: 'alike' | 'apart'): ByteFinder {
  const same = dashes === 'alike' ? alike : folded
  const texts = merged(entries, same)
  const blur = dashes === 'alike' && texts.some(({ text }) => text.includes(dash)) ? smallAndDashes : small
  const shortest = texts.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY)
  const halfWay = texts.some(({ text: { length } }) => length >= longEnoughForHalves && length < longEnough)
  const fours = texts.flatMap((text) => {
    if (text.text.length < longEnoughForHalves) return []
    const ways = text.text.length < longEnough ? 2 : 4
    return beginnings(text.text, ways, 4).map((at) => ({ ...text, at, bytes: fourAt(text.text, at) | blur }))
  })
  const pairs = texts.flatMap((text) => {
    if (text.text.length >= longEnoughForHalves) return []
    return beginnings(text.text, 2, 2).map((at) => ({ ...text, at, bytes: (pairAt(text.text, at) | blur) & 0xffff }))
  })
  return { halfWay, shortest, blur, alike: same, fours: entrances(fours), pairs: entrances(pairs) }
}

function entrances(entered: readonly Omit<Entered, 'next'>[]): Entrances {
  const size = Math.ceil(Math.log2(entered.length + 2))
  const bitShift = 32 - Math.min(17, Math.max(8, size + 5))
  const placeShift = 32 - Math.min(16, size + 2)
  const bits = new Int32Array(2 ** (32 - bitShift - 5))
  const first = new Uint16Array(2 ** (32 - placeShift))
  const entries = entered.map((entry, index): Entered => {
    const hash = hashOf(entry.bytes)
    const bit = hash >>> bitShift
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
    const place = hash >>> placeShift
    const next = first[place] ?? 0
    first[place] = index + 1
    const { bytes, text, reports, at } = entry
    return { bytes, text, reports, at, next }
  })
  return { bitShift, placeShift, bits, first, entries }
}

export function scanBytes(finder: ByteFinder, span: Span, found: Candidates): void {
  if (span.to - span.from < finder.shortest) return
  if (finder.pairs.entries.length > 0) scanPairs(finder, span, found)
  if (finder.fours.entries.length === 0) return
  if (finder.halfWay) scanHalves(finder, span, found)
  else scanFours(finder, span, found)
}

function scanFours({ blur, alike, fours: entrances }: ByteFinder, span: Span, found: Candidates): void {
  const { bits, bitShift } = entrances
  const { fours, from, to } = span
  const end = (to + 3) >>> 2
  for (let i = from >>> 2; i < end; i++) {
    const four = (fours[i] ?? 0) | blur
    const bit = hashOf(four) >>> bitShift
    if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0)
      lookAt(entrances, { bytes: four, at: i * 4, alike }, span, found)
  }
}

function scanHalves({ blur, alike, fours: entrances }: ByteFinder, span: Span, found: Candidates): void {
  const { bits, bitShift } = entrances
  const { fours, from, to } = span
  const end = (to + 3) >>> 2
  let before = 0
  for (let i = from >>> 2; i < end; i++) {
    const four = (fours[i] ?? 0) | blur
    const bit = hashOf(four) >>> bitShift
    if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0)
      lookAt(entrances, { bytes: four, at: i * 4, alike }, span, found)
    // Little-endian, as every processor that runs this: the first byte is the lowest.
    const half = (before >>> 16) | (four << 16)
    const halfBit = hashOf(half) >>> bitShift
    if (((bits[halfBit >>> 5] ?? 0) & (1 << (halfBit & 31))) !== 0)
      lookAt(entrances, { bytes: half, at: i * 4 - 2, alike }, span, found)
    before = four
  }
}

function scanPairs({ blur, alike, pairs: entrances }: ByteFinder, span: Span, found: Candidates): void {
  const { bits, bitShift } = entrances
  const { fours, from, to } = span
  const end = (to + 3) >>> 2
  for (let i = from >>> 2; i < end; i++) {
    const four = (fours[i] ?? 0) | blur
    const low = four & 0xffff
    const lowBit = hashOf(low) >>> bitShift
    if (((bits[lowBit >>> 5] ?? 0) & (1 << (lowBit & 31))) !== 0)
      lookAt(entrances, { bytes: low, at: i * 4, alike }, span, found)
    const high = four >>> 16
    const highBit = hashOf(high) >>> bitShift
    if (((bits[highBit >>> 5] ?? 0) & (1 << (highBit & 31))) !== 0)
      lookAt(entrances, { bytes: high, at: i * 4 + 2, alike }, span, found)
  }
}

interface Look {
  readonly bytes: number
  readonly at: number
  readonly alike: Uint8Array
}

function lookAt(
  { first, placeShift, entries }: Entrances,
  { bytes, at, alike }: Look,
  span: Span,
  found: Candidates,
): void {
  for (let number = first[hashOf(bytes) >>> placeShift] ?? 0; number !== 0; ) {
    const entry = entries[number - 1]
    if (entry === undefined) return
    if (entry.bytes === bytes && standsAt(entry.text, at - entry.at, span, alike))
      for (const one of entry.reports) addCandidate(found, one)
    number = entry.next
  }
}

function standsAt(text: Uint8Array, at: number, { bytes, from, to }: Span, alike: Uint8Array): boolean {
  if (at < from || at + text.length > to) return false
  for (let i = 0; i < text.length; i++) if (alike[bytes[at + i] ?? 0] !== text[i]) return false
  return true
}

const dash = 0x2d

interface Merged {
  readonly text: Uint8Array
  readonly reports: Int32Array
}

function merged(entries: readonly Entry[], same: Uint8Array): Merged[] {
  const byText = new Map<string, { text: Uint8Array; reports: Set<number> }>()
  for (const { text, rule } of entries) {
    const canonical = text.map((byte) => same[byte] ?? 0)
    const key = String.fromCharCode(...canonical)
    const known = byText.get(key) ?? { text: canonical, reports: new Set() }
    known.reports.add(rule)
    byText.set(key, known)
  }
  return [...byText.values()].map(({ text, reports }) => ({ text, reports: Int32Array.from(reports) }))
}

/** One place for each way to lie, the one whose bytes are the least usual. */
function beginnings(text: Uint8Array, ways: number, width: number): number[] {
  return Array.from({ length: ways }, (_, way) => {
    let best = way
    for (let at = way; at + width <= text.length; at += ways)
      if (usualnessAt(text, at, width) < usualnessAt(text, best, width)) best = at
    return best
  })
}

function usualnessAt(text: Uint8Array, at: number, width: number): number {
  return usualness(String.fromCharCode(...text.subarray(at, at + width)))
}

function fourAt(text: Uint8Array, at: number): number {
  return (text[at] ?? 0) | ((text[at + 1] ?? 0) << 8) | ((text[at + 2] ?? 0) << 16) | ((text[at + 3] ?? 0) << 24)
}

function pairAt(text: Uint8Array, at: number): number {
  return (text[at] ?? 0) | ((text[at + 1] ?? 0) << 8)
}

/** Fibonacci hashing: the product's upper bits (Knuth, The Art of Computer Programming 3, 6.4). */
function hashOf(four: number): number {
  return Math.imul(four, 0x9e3779b1)
}
