import { alikeAt, foldedAt, foundAt, hitsAt, mostFound, mostHits, rawAt, seenAt, valuesAt } from './layout'

export {
  foundAt,
  hitsAt,
  imagesAt,
  imagesSize,
  mostFound,
  mostHits,
  mostValues,
  pageSize,
  rawAt,
  valuesAt,
} from './layout'

// What is looked for lies in an image, written by src/image.ts; its addresses count from its beginning.
//
// value    record of its field or 0, from, to, and 1 if keywords are looked for in it
// record   page (0 folded, 1 alike), passes, then for each pass its kind, its table and its width
// table    what of a hash is dropped for the sieve and for the heads, sieve, heads
// entry    key (64 bits), next entry, text, where the key begins in it, its length, list
// list     count, then what is to be reported

/** The whole value. */
const equals: i32 = 0
const begins: i32 = 1
const ends: i32 = 2
/** Anywhere: eight or four bytes at every fourth place, three at every second; else one at each. */
const eights: i32 = 3
const fours: i32 = 4
const threes: i32 = 5

const lowFactor: i32 = 0x9e3779b1
const highFactor: i32 = 0x85ebca77

let stamp: i32 = 0
let found: i32 = 0
/** Where the values end, if several of them are looked at as one. */
let across: i32 = 0

/** Makes the two pages of what was written, 16 bytes at a time. */
function fold(length: i32): void {
  const bit = i8x16.splat(0x20)
  for (let at = 0; at < length; at += 16) {
    const raw = v128.load(rawAt + at)
    const capital = i8x16.lt_u(i8x16.sub(raw, i8x16.splat(0x41)), i8x16.splat(26))
    const accented = v128.andnot(
      i8x16.lt_u(i8x16.sub(raw, i8x16.splat(<i8>0xc0)), i8x16.splat(31)),
      i8x16.eq(raw, i8x16.splat(<i8>0xd7)),
    )
    const folded = v128.or(raw, v128.and(v128.or(capital, accented), bit))
    v128.store(foldedAt + at, folded)
    const dash = v128.or(i8x16.eq(raw, i8x16.splat(0x2f)), i8x16.eq(raw, i8x16.splat(0x0f)))
    v128.store(alikeAt + at, v128.bitselect(i8x16.splat(0x2d), folded, dash))
  }
}

/**
 * Looks for everything in the texts of one event.
 *
 * @param length of all that was written
 * @param image where the index begins
 * @param anchored the record of what is looked for in every value by itself, or 0
 * @param words the record of keywords, or 0
 * @returns how many were found
 */
export function find(length: i32, image: i32, anchored: i32, words: i32, values: i32): i32 {
  fold(length)
  found = 0
  if (++stamp === 0) {
    memory.fill(seenAt, 0, mostFound * 4)
    stamp = 1
  }
  const end = valuesAt + (values << 4)
  findInFields(image, anchored, end)
  store<i32>(hitsAt, 0)
  if (words !== 0) findWords(image, image + words, end)
  return found
}

function findInFields(image: i32, anchored: i32, end: i32): void {
  across = 0
  for (let value = valuesAt; value < end; value += 16) {
    const record = load<i32>(value)
    const from = load<i32>(value, 4)
    const to = load<i32>(value, 8)
    if (record !== 0) scan(image, image + record, from, to)
    if (anchored !== 0) scan(image, image + anchored, from, to)
  }
}

/** In all values that ask for it, from the first to the last of those that follow each other at once. */
function findWords(image: i32, words: i32, end: i32): void {
  across = end
  let from = 0
  let to = -1
  for (let value = valuesAt; value < end; value += 16) {
    if (load<i32>(value, 12) === 0) continue
    if (load<i32>(value, 4) !== to) {
      if (to > from) scan(image, words, from, to)
      from = load<i32>(value, 4)
    }
    to = load<i32>(value, 8)
  }
  if (to > from) scan(image, words, from, to)
}

function scan(image: i32, record: i32, from: i32, to: i32): void {
  const page = load<i32>(record) === 0 ? foldedAt : alikeAt
  const end = record + 8 + load<i32>(record, 4) * 12
  for (let pass = record + 8; pass < end; pass += 12) {
    const table = image + load<i32>(pass, 4)
    const width = load<i32>(pass, 8)
    if (to - from < width) continue
    switch (load<i32>(pass)) {
      case equals:
        look(image, table, keyOfWhole(page + from, to - from), page + from, page + from, page + to, to - from)
        break
      case begins:
        look(image, table, keyOf(page + from, width), page + from, page + from, page + to, width)
        break
      case ends:
        look(image, table, keyOf(page + to - width, width), page + to - width, page + from, page + to, width)
        break
      case eights:
        scanEights(image, table, page + from, page + to)
        break
      case fours:
        scanWindows(image, table, page + from, page + to, -1, 4)
        break
      case threes:
        scanWindows(image, table, page + from, page + to, 0xffffff, 2)
        break
      default:
        scanBytes(image, table, page + from, page + to)
    }
  }
}

/** Looks at windows of three or four bytes at every second or fourth place: 16 bytes at a time, with a bit of the sieve for each. */
function scanWindows(image: i32, table: i32, from: i32, to: i32, mask: i32, step: i32): void {
  const shift = load<i32>(table)
  const sieve = image + load<i32>(table, 8)
  const wanted = i32x4.splat(mask)
  const factor = i32x4.splat(lowFactor)
  for (let at = from; at < to; at += 16) {
    const hashes = i32x4.shr_u(i32x4.mul(v128.and(v128.load(at), wanted), factor), shift)
    let met = sieved(sieve, hashes)
    if (step === 2) {
      const between = i32x4.shr_u(i32x4.mul(v128.and(v128.load(at, 2), wanted), factor), shift)
      met |= sieved(sieve, between)
    }
    if (met === 0) continue
    for (let place = at; place < at + 16; place += step) {
      const key = u64(load<u32>(place) & mask)
      if ((bitOf(sieve, hashOf(key) >> shift) & 1) !== 0) look(image, table, key, place, from, to, 0)
    }
  }
}

/** The same for windows of eight bytes at every fourth place. */
function scanEights(image: i32, table: i32, from: i32, to: i32): void {
  const shift = load<i32>(table)
  const sieve = image + load<i32>(table, 8)
  const low = i32x4.splat(lowFactor)
  const high = i32x4.splat(highFactor)
  for (let at = from; at < to; at += 16) {
    const sum = i32x4.add(i32x4.mul(v128.load(at), low), i32x4.mul(v128.load(at, 4), high))
    if (sieved(sieve, i32x4.shr_u(sum, shift)) === 0) continue
    for (let place = at; place < at + 16; place += 4) {
      const key = load<u64>(place)
      if ((bitOf(sieve, hashOf(key) >> shift) & 1) !== 0) look(image, table, key, place, from, to, 0)
    }
  }
}

/** Whether any of four hashes is that of something entered. */
function sieved(sieve: i32, hashes: v128): i32 {
  return (
    (bitOf(sieve, i32x4.extract_lane(hashes, 0)) |
      bitOf(sieve, i32x4.extract_lane(hashes, 1)) |
      bitOf(sieve, i32x4.extract_lane(hashes, 2)) |
      bitOf(sieve, i32x4.extract_lane(hashes, 3))) &
    1
  )
}

function bitOf(sieve: i32, hash: u32): u32 {
  return u32(load<u8>(sieve + (hash >> 3))) >> (hash & 7)
}

function scanBytes(image: i32, table: i32, from: i32, to: i32): void {
  const shift = load<i32>(table)
  const sieve = image + load<i32>(table, 8)
  for (let at = from; at < to; at++) {
    const key = u64(load<u8>(at))
    if ((bitOf(sieve, hashOf(key) >> shift) & 1) !== 0) look(image, table, key, at, from, to, 0)
  }
}

/** Follows the entries of a key, and reports those whose whole text stands where it should, of the length at least. */
function look(image: i32, table: i32, key: u64, at: i32, from: i32, to: i32, least: i32): void {
  const place = hashOf(key) >> load<i32>(table, 4)
  let entry = load<i32>(image + load<i32>(table, 12) + (place << 2))
  while (entry !== 0) {
    const one = image + entry
    if (load<u64>(one) === key) {
      const begin = at - load<i32>(one, 16)
      const length = load<i32>(one, 20)
      const stands =
        begin >= from && begin + length <= to && length >= least && same(begin, image + load<i32>(one, 12), length)
      if (stands && (across === 0 || isNoted(load<i32>(one, 24), begin - foldedAt, length)))
        report(image + load<i32>(one, 24))
    }
    entry = load<i32>(one, 8)
  }
}

function same(a: i32, b: i32, length: i32): bool {
  let at = 0
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) !== load<u64>(b + at)) return false
  const rest = length - at
  return rest === 0 || (load<u64>(a + at) ^ load<u64>(b + at)) << ((8 - rest) << 3) === 0
}

/** Notes where a keyword stands, unless it begins in one value and ends in the next. */
function isNoted(list: i32, from: i32, length: i32): bool {
  if (!liesInOneValue(from, from + length)) return false
  const hits = load<i32>(hitsAt)
  if (hits < mostHits) {
    store<i32>(hitsAt + 8 + (hits << 3), list)
    store<i32>(hitsAt + 12 + (hits << 3), from)
  }
  store<i32>(hitsAt, hits + 1)
  return true
}

function liesInOneValue(from: i32, to: i32): bool {
  for (let value = valuesAt; value < across; value += 16)
    if (from < load<i32>(value, 8)) return from >= load<i32>(value, 4) && to <= load<i32>(value, 8)
  return false
}

function report(list: i32): void {
  const end = list + (load<i32>(list) << 2)
  for (let at = list + 4; at <= end; at += 4) {
    const one = load<i32>(at)
    if (load<i32>(seenAt + (one << 2)) === stamp) continue
    store<i32>(seenAt + (one << 2), stamp)
    store<i32>(foundAt + (found << 2), one)
    found++
  }
}

/** Up to eight bytes, or sixteen as one number. */
function keyOf(at: i32, width: i32): u64 {
  if (width === 16) return mixed(load<u64>(at), load<u64>(at + 8))
  return load<u64>(at) & (<u64>-1 >> ((8 - width) << 3))
}

function keyOfWhole(at: i32, length: i32): u64 {
  if (length >= 8) return mixed(load<u64>(at), load<u64>(at + length - 8)) + u64(length)
  return length === 0 ? 0 : keyOf(at, length)
}

/** The upper half of its digits, then the lower: linters for JavaScript know no numbers of 64 bits. */
const spread: u64 = ((<u64>0x9fb21c65) << 32) | 0x1e98df25

function mixed(first: u64, last: u64): u64 {
  return (first * spread) ^ ((last >> 7) | (last << 57))
}

/** Fibonacci hashing: the product's upper bits (Knuth, The Art of Computer Programming 3, 6.4). */
function hashOf(key: u64): u32 {
  return u32(key) * lowFactor + u32(key >> 32) * highFactor
}
