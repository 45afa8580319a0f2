import { usualness } from './rarity.ts'

/** A text that is looked for, where an image holds it and what is to be reported of it. */
export interface Look {
  readonly text: Uint8Array
  readonly address: number
  readonly list: number
  readonly reports: readonly number[]
}

/** A few bytes under which a text is entered. */
export interface Key {
  readonly key: bigint
  readonly hash: number
  readonly text: Look
  /** Where the key begins in the text. */
  readonly at: number
  readonly list: number
}

/** Texts that are looked for in one way. */
export interface KeyTable {
  /** As assembly/finder.ts numbers them. */
  readonly kind: number
  /** Shorter values hold none of them; the width of the keys where texts are anchored. */
  readonly shortest: number
  readonly keys: readonly Key[]
}

const kinds = { equals: 0, begins: 1, ends: 2, eights: 3, fours: 4, threes: 5, bytes: 6 } as const

/** Whole values by all that they are, beginnings and ends by as many bytes as one look takes: one table for each width. */
export function anchoredTables(kind: 'equals' | 'begins' | 'ends', texts: readonly Look[]): KeyTable[] {
  if (texts.length === 0) return []
  if (kind === 'equals')
    return [{ kind: kinds.equals, shortest: 0, keys: texts.map((text) => entered(text, 0, keyOfWhole(text.text))) }]
  const byWidth = new Map<number, Look[]>()
  for (const text of texts) {
    const { length } = text.text
    const width = length >= 16 ? 16 : Math.min(8, length)
    byWidth.set(width, [...(byWidth.get(width) ?? []), text])
  }
  return [...byWidth].map(([width, list]) => ({
    kind: kinds[kind],
    shortest: width,
    keys: list.map((text) => keyed(text, kind === 'begins' ? 0 : text.text.length - width, width)),
  }))
}

/** With more texts than these, three or four bytes are too few to tell most of a page apart. */
const few = 64
/** A text of three bytes is entered once for each byte that may stand before it: with more of them, bytes are looked at one by one. */
const fewThrees = 16

/**
 * Texts anywhere in a value, which is looked at by strides: each text is entered under one key for each way in which it can
 * lie to them, the rarest where it is long enough to choose.
 *
 * Reading by strides is the idea of Hyperscan's literal matcher (Wang et al., NSDI 2019).
 */
export function containedTables(texts: readonly Look[]): KeyTable[] {
  const between = (least: number, most: number) =>
    texts.filter(({ text: { length } }) => length >= least && length <= most)
  const ofThree = between(3, 3).length > fewThrees ? 4 : 3
  const long = between(11, Number.POSITIVE_INFINITY)
  const rest = long.length < few ? long : []
  const some = between(ofThree, 6).length > 0
  return [
    table(kinds.eights, long.length < few ? [] : long, (text) => strided(text, 4, 8)),
    table(kinds.fours, some ? [] : [...between(7, 10), ...rest], (text) => strided(text, 4, 4)),
    table(kinds.threes, some ? [...between(ofThree, 10), ...rest] : [], (text) => strided(text, 2, 3)),
    table(kinds.bytes, between(1, ofThree - 1), (text) => [keyed(text, 0, 1)]),
  ].filter(({ keys }) => keys.length > 0)
}

function table(kind: number, texts: readonly Look[], keysOf: (text: Look) => Key[]): KeyTable {
  const shortest = texts.reduce((least, { text: { length } }) => Math.min(least, length), Number.POSITIVE_INFINITY)
  return { kind, shortest, keys: texts.flatMap(keysOf) }
}

function strided(text: Look, step: number, width: number): Key[] {
  return Array.from({ length: step }, (_, way) => way).flatMap((way) => {
    if (way + width > text.text.length) return afterAny(text)
    return [keyed(text, rarest(text.text, way, step, width), width)]
  })
}

/** The window begins one byte before a text that is as short as it. */
function afterAny(text: Look): Key[] {
  const [first = 0, second = 0] = text.text
  return Array.from({ length: 256 }, (_, before) => entered(text, -1, BigInt(before | (first << 8) | (second << 16))))
}

function rarest(text: Uint8Array, way: number, step: number, width: number): number {
  let best = way
  for (let at = way; at + width <= text.length; at += step)
    if (usualnessAt(text, at, width) < usualnessAt(text, best, width)) best = at
  return best
}

function usualnessAt(text: Uint8Array, at: number, width: number): number {
  return usualness(String.fromCharCode(...text.subarray(at, at + width)))
}

function keyed(text: Look, at: number, width: number): Key {
  return entered(text, at, keyOf(text.text, at, width))
}

function entered(text: Look, at: number, key: bigint): Key {
  const [low, high] = [Number(key & 0xffffffffn), Number(key >> 32n)]
  const hash = (Math.imul(low, 0x9e3779b1) + Math.imul(high, 0x85ebca77)) >>> 0
  return { key, hash, text, at, list: text.list }
}

function keyOf(text: Uint8Array, at: number, width: number): bigint {
  if (width === 16) return mixed(keyOf(text, at, 8), keyOf(text, at + 8, 8))
  let key = 0n
  for (let i = width - 1; i >= 0; i--) key = (key << 8n) | BigInt(text[at + i] ?? 0)
  return key
}

function keyOfWhole(text: Uint8Array): bigint {
  const { length } = text
  if (length < 8) return keyOf(text, 0, length)
  return BigInt.asUintN(64, mixed(keyOf(text, 0, 8), keyOf(text, length - 8, 8)) + BigInt(length))
}

function mixed(first: bigint, last: bigint): bigint {
  return BigInt.asUintN(64, first * 0x9fb21c651e98df25n) ^ BigInt.asUintN(64, (last >> 7n) | (last << 57n))
}
