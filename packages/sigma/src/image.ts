import { alike, folded } from './character-classes.ts'
import type { FieldEntries } from './filing.ts'
import { anchoredTables, containedTables, type KeyTable, type Look } from './finder-keys.ts'
import type { Entry } from './trie.ts'

/**
 * What an index looks for, as assembly/finder.ts reads it: flat, in one piece, with addresses that count from its beginning,
 * so that it can lie anywhere in the finder's memory.
 */
export interface Image {
  bytes: Uint8Array
  view: DataView
  end: number
  readonly texts: Map<string, number>
}

/** Address 0 stands for nothing. */
const beginning = 16
/** Loads may reach this far beyond the end of a text. */
const reach = 8

export function newImage(): Image {
  const bytes = new Uint8Array(1 << 12)
  return { bytes, view: new DataView(bytes.buffer), end: beginning, texts: new Map() }
}

/** @returns the address of the record of what is looked for in one field, or 0 if it is nothing */
export function addField(image: Image, entries: FieldEntries): number {
  const looks = looksOf(image, entries, alike)
  return addRecord(image, [...anchoredIn(looks), ...containedTables(looks.contains)], 'alike')
}

/** Addresses of what is looked for anywhere in values, and of what has its place in each, or 0; and of the lists that report. */
export interface WordRecords {
  readonly contained: number
  readonly anchored: number
  readonly lists: ReadonlyMap<number, number>
}

export function addWords(image: Image, entries: FieldEntries): WordRecords {
  const looks = looksOf(image, entries, folded)
  return {
    contained: addRecord(image, containedTables(looks.contains), 'folded'),
    anchored: addRecord(image, anchoredIn(looks), 'folded'),
    lists: new Map(looks.contains.flatMap(({ list, reports }) => reports.map((one) => [one, list]))),
  }
}

function looksOf(image: Image, { equals, prefix, suffix, contains }: FieldEntries, canonical: Uint8Array) {
  const [whole, begins, ends, anywhere] = [equals, prefix, suffix, contains].map((list) =>
    merged(image, list, canonical),
  )
  return { equals: whole ?? [], begins: begins ?? [], ends: ends ?? [], contains: anywhere ?? [] }
}

function anchoredIn({ equals, begins, ends }: ReturnType<typeof looksOf>): KeyTable[] {
  return [...anchoredTables('equals', equals), ...anchoredTables('begins', begins), ...anchoredTables('ends', ends)]
}

function addRecord(image: Image, tables: readonly KeyTable[], page: 'folded' | 'alike'): number {
  if (tables.length === 0) return 0
  const addresses = tables.map((table) => addTable(image, table))
  const numbers = tables.flatMap(({ kind, shortest }, at) => [kind, addresses[at] ?? 0, shortest])
  return addNumbers(image, [page === 'folded' ? 0 : 1, tables.length, ...numbers])
}

/** Texts that are one to a page, once, with all that is to be reported of them. */
function merged(image: Image, entries: readonly Entry[], canonical: Uint8Array): Look[] {
  const byText = new Map<string, { text: Uint8Array; reports: Set<number> }>()
  for (const { text, rule } of entries) {
    const bytes = text.map((byte) => canonical[byte] ?? 0)
    const key = String.fromCharCode(...bytes)
    const known = byText.get(key) ?? { text: bytes, reports: new Set() }
    known.reports.add(rule)
    byText.set(key, known)
  }
  return [...byText].map(([key, { text, reports }]) => ({
    text,
    address: addText(image, key, text),
    list: addNumbers(image, [reports.size, ...reports]),
    reports: [...reports],
  }))
}

function addTable(image: Image, { keys }: KeyTable): number {
  const size = Math.ceil(Math.log2(keys.length + 1))
  const [sieveLog, headsLog] = [Math.min(largestSieve, size + 8), size + 1]
  const sieve = room(image, 2 ** (sieveLog - 3))
  const heads = room(image, 4 * 2 ** headsLog)
  for (const { hash, key, text, at, list } of keys) {
    const bit = hash >>> (32 - sieveLog)
    image.bytes[sieve + (bit >>> 3)] = (image.bytes[sieve + (bit >>> 3)] ?? 0) | (1 << (bit & 7))
    const head = heads + 4 * (hash >>> (32 - headsLog))
    const entry = room(image, 32)
    const { view } = image
    view.setBigUint64(entry, key, true)
    view.setInt32(entry + 8, view.getInt32(head, true), true)
    view.setInt32(entry + 12, text.address, true)
    view.setInt32(entry + 16, at, true)
    view.setInt32(entry + 20, text.text.length, true)
    view.setInt32(entry + 24, list, true)
    view.setInt32(head, entry, true)
  }
  return addNumbers(image, [32 - sieveLog, 32 - headsLog, sieve, heads])
}

/** In bits for hashes: 32 KB, as they should stay in the nearest cache. */
const largestSieve = 18

function addText(image: Image, key: string, text: Uint8Array): number {
  const known = image.texts.get(key)
  if (known !== undefined) return known
  const address = room(image, text.length + reach)
  image.bytes.set(text, address)
  image.texts.set(key, address)
  return address
}

function addNumbers(image: Image, numbers: readonly number[]): number {
  const address = room(image, 4 * numbers.length)
  for (const [at, number] of numbers.entries()) image.view.setInt32(address + 4 * at, number, true)
  return address
}

function room(image: Image, size: number): number {
  const address = image.end
  image.end += (size + 7) & ~7
  if (image.end > image.bytes.length) {
    const bytes = new Uint8Array(2 ** Math.ceil(Math.log2(image.end)))
    bytes.set(image.bytes)
    image.bytes = bytes
    image.view = new DataView(bytes.buffer)
  }
  return address
}
