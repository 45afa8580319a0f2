import { hash32, TocsinError } from '@tocsin/kit'
import { type AddressWords, compareWords } from './address.ts'
import {
  assetFlags,
  headWords,
  layerMagic,
  layerVersion,
  noWord,
  placesOf,
  type TextKind,
  textKinds,
} from './layer-form.ts'

/** A layer as it lies in shared memory: looking a name up allocates nothing. */
export interface Layer {
  readonly assets: number
  readonly identifiers: number
  /** Kinds and zones, by number. */
  readonly words: readonly string[]
  /** Takes each claim of an address; stops where it says so. */
  address(address: AddressWords, take: TakeClaim): void
  text(kind: TextKind, value: string, take: TakeClaim): void
  id(asset: number): string
  isGone(asset: number): boolean
  isDeclared(asset: number): boolean
  isShared(asset: number): boolean
  /** The number of its kind among the words; -1 where it is unknown. */
  kind(asset: number): number
  zone(asset: number): number
  /** The ordinal of an asset by its id; -1 where the layer does not speak of it. */
  find(id: string): number
}

/** @param surety how surely the name is this asset's own, in percent */
export type TakeClaim = (asset: number, surety: number) => void

/** @throws TocsinError `city-damaged` where the bytes are no layer, or one of another version */
export function openLayer(bytes: Uint8Array): Layer {
  const table = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
  const [magic, version, length, v4 = 0, v6 = 0, texts = 0, assets = 0, words = 0] = table
  const pool = table[headWords - 1] ?? 0
  const places = placesOf({ v4, v6, texts, assets, words, pool })
  if (magic !== layerMagic || version !== layerVersion || length !== bytes.byteLength || places.bytes !== length) {
    throw new TocsinError('city-damaged', 'This is no layer of a city that this Tocsin reads', {
      fix: 'Start the newer Tocsin that wrote it, or let the city be published again',
    })
  }
  const part = (at: number, count: number) => table.subarray(at, at + count)
  const tables = {
    v4: part(places.v4, v4),
    v4Claims: part(places.v4Claims, v4),
    v6: part(places.v6, v6 * 4),
    v6Claims: part(places.v6Claims, v6),
    hashes: part(places.hashes, texts),
    textPlaces: part(places.textPlaces, texts),
    textKinds: part(places.textKinds, texts),
    textClaims: part(places.textClaims, texts),
    ids: part(places.ids, assets),
    idLengths: part(places.idLengths, assets),
    assetWords: part(places.assetWords, assets),
  }
  const text = bytes.subarray(places.pool, places.pool + pool)
  const decoder = new TextDecoder()
  // A decoder takes no shared memory.
  const read = (at: number, size: number) => decoder.decode(text.slice(at, at + size))
  const id = (asset: number) => read(tables.ids[asset] ?? 0, (tables.idLengths[asset] ?? 0) & 0xffff)
  const flag = (asset: number, bit: number) => ((tables.idLengths[asset] ?? 0) & bit) !== 0
  const word = (number: number) => (number === noWord ? -1 : number)
  return {
    assets,
    identifiers: v4 + v6 + texts,
    words: Array.from({ length: words }, (_, at) =>
      read(table[places.words + at * 2] ?? 0, table[places.words + at * 2 + 1] ?? 0),
    ),
    address: ({ family, words: wanted }, take) => {
      if (family === 4) {
        const address = wanted[0] ?? 0
        for (let at = firstOf(tables.v4, address); tables.v4[at] === address; at++) give(tables.v4Claims[at], take)
      } else if (family === 6) {
        for (let at = firstOfWords(tables.v6, wanted); at < v6 && compareWords(wanted, tables.v6, at * 4) === 0; at++) {
          give(tables.v6Claims[at], take)
        }
      }
    },
    text: (kind, value, take) => {
      if (texts === 0) return
      const hash = hash32(value)
      const wanted = textKinds.indexOf(kind)
      for (let at = firstOf(tables.hashes, hash); tables.hashes[at] === hash; at++) {
        const kindAndLength = tables.textKinds[at] ?? 0
        if (kindAndLength >>> 16 !== wanted) continue
        if (isText(text, tables.textPlaces[at] ?? 0, kindAndLength & 0xffff, value)) give(tables.textClaims[at], take)
      }
    },
    id,
    isGone: (asset) => flag(asset, assetFlags.gone),
    isDeclared: (asset) => flag(asset, assetFlags.declared),
    isShared: (asset) => flag(asset, assetFlags.shared),
    kind: (asset) => word((tables.assetWords[asset] ?? 0) & 0xffff),
    zone: (asset) => word((tables.assetWords[asset] ?? 0) >>> 16),
    find: (wanted) => {
      let [low, high] = [0, assets - 1]
      while (low <= high) {
        const middle = (low + high) >>> 1
        const found = id(middle)
        if (found === wanted) return middle
        if (found < wanted) low = middle + 1
        else high = middle - 1
      }
      return -1
    },
  }
}

function give(claim = 0, take: TakeClaim): void {
  take(claim & 0xff_ffff, claim >>> 24)
}

/** The first place of a sorted table that is not below a number. */
function firstOf(table: Uint32Array, wanted: number): number {
  let [low, high] = [0, table.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((table[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

function firstOfWords(table: Uint32Array, wanted: Uint32Array): number {
  let [low, high] = [0, table.length >>> 2]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareWords(wanted, table, middle * 4) > 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether the UTF-8 at a place is a text (RFC 3629 §3). */
function isText(pool: Uint8Array, from: number, length: number, text: string): boolean {
  let at = from
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) ?? 0
    if (point < 0x80) {
      if (pool[at++] !== point) return false
      continue
    }
    if (point > 0xffff) index++
    const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3
    const head = more === 1 ? 0xc0 : more === 2 ? 0xe0 : 0xf0
    if (pool[at++] !== (head | (point >>> (6 * more)))) return false
    for (let part = more - 1; part >= 0; part--) {
      if (pool[at++] !== (0x80 | ((point >>> (6 * part)) & 0x3f))) return false
    }
  }
  return at === from + length
}
