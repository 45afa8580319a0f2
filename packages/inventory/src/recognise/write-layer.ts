import { hash32, TocsinError } from '@tocsin/kit'
import { addressWords, readAddress } from './address.ts'
import {
  assetFlags,
  headWords,
  layerLimits,
  layerMagic,
  layerVersion,
  noWord,
  placesOf,
  type TextKind,
  textKinds,
} from './layer-form.ts'

/** What a layer says of one asset. */
export interface LayerAsset {
  readonly id: string
  /** Absent: it is no longer of the city. */
  readonly known?: {
    readonly kind: string | undefined
    readonly zone: string | undefined
    readonly declared: boolean
    /** Others speak through it or under its names. */
    readonly shared?: boolean
    readonly names: readonly LayerName[]
  }
}

/** One name or address that an asset is known by, folded, and how surely it is its own, in percent. */
export interface LayerName {
  readonly kind: TextKind | 'address'
  readonly value: string
  readonly surety: number
}

/**
 * Writes a layer into shared memory. The same assets give the same bytes.
 *
 * @param assets each once, in any order
 * @throws TocsinError `city-too-large` past what a layer holds
 */
export function writeLayer(assets: readonly LayerAsset[]): Uint8Array<SharedArrayBuffer> {
  const writer = openLayerWriter()
  for (const asset of [...assets].sort((a, b) => (a.id < b.id ? -1 : 1))) writer.add(asset)
  return writer.finish()
}

/** Writes a layer asset by asset, so that a large city is never there a second time, and others have their turns between. */
export interface LayerWriter {
  /** @param asset behind all before it, in the order of ids */
  add(asset: LayerAsset): void
  /** @throws TocsinError `city-too-large` past what a layer holds */
  finish(): Uint8Array<SharedArrayBuffer>
}

export function openLayerWriter(): LayerWriter {
  const pool = openPool()
  const words = wordTable(pool)
  const v4 = sortable()
  const texts = sortable()
  const v6: { readonly words: readonly number[]; readonly claim: number }[] = []
  const [textPlaces, textKindOf]: [number[], number[]] = [[], []]
  const [idPlaces, idLengths, assetWords]: [number[], number[], number[]] = [[], [], []]
  const into = addressWords()

  const name = ({ kind, value, surety }: LayerName, ordinal: number) => {
    const claim = (ordinal | (Math.min(100, Math.max(0, Math.round(surety))) << 24)) >>> 0
    if (kind !== 'address') {
      texts.add(hash32(value), claim)
      textPlaces.push(pool.size)
      textKindOf.push(pool.put(value) | (textKinds.indexOf(kind) << 16))
      return
    }
    readAddress(value, into)
    if (into.family === 4) v4.add(into.words[0] ?? 0, claim)
    else if (into.family === 6) v6.push({ words: [...into.words], claim })
  }

  return {
    add: ({ id, known }) => {
      const ordinal = idPlaces.length
      const flags =
        known === undefined
          ? assetFlags.gone
          : (known.declared ? assetFlags.declared : 0) | (known.shared === true ? assetFlags.shared : 0)
      idPlaces.push(pool.size)
      idLengths.push(pool.put(id) | flags)
      assetWords.push((words.of(known?.kind) | (words.of(known?.zone) << 16)) >>> 0)
      for (const one of known?.names ?? []) name(one, ordinal)
    },
    finish: () => {
      const assets = idPlaces.length
      if (assets > layerLimits.assets || Math.max(v4.size, v6.length, texts.size) > layerLimits.identifiers) {
        throw tooLarge()
      }
      v6.sort((a, b) => compare(a.words, b.words) || a.claim - b.claim)
      const counts = {
        ...{ v4: v4.size, v6: v6.length, texts: texts.size },
        ...{ assets, words: words.size, pool: pool.size },
      }
      const places = placesOf(counts)
      const buffer = new SharedArrayBuffer(places.bytes)
      const table = new Uint32Array(buffer)
      table.set([
        layerMagic,
        layerVersion,
        places.bytes,
        counts.v4,
        counts.v6,
        counts.texts,
        counts.assets,
        counts.words,
      ])
      table[headWords - 1] = counts.pool
      v4.sorted((at, address, claim) => {
        table[places.v4 + at] = address
        table[places.v4Claims + at] = claim
      })
      for (const [at, one] of v6.entries()) {
        table.set(one.words, places.v6 + at * 4)
        table[places.v6Claims + at] = one.claim
      }
      texts.sorted((at, hash, claim, entry) => {
        table[places.hashes + at] = hash
        table[places.textPlaces + at] = textPlaces[entry] ?? 0
        table[places.textKinds + at] = textKindOf[entry] ?? 0
        table[places.textClaims + at] = claim
      })
      table.set(idPlaces, places.ids)
      table.set(idLengths, places.idLengths)
      table.set(assetWords, places.assetWords)
      for (const [at, { place, length }] of words.all().entries()) {
        table[places.words + at * 2] = place
        table[places.words + at * 2 + 1] = length
      }
      const bytes = new Uint8Array(buffer)
      pool.writeTo(bytes, places.pool)
      return bytes
    },
  }
}

/** Numbers of 32 bits with a claim each: sorted as doubles, which is many times faster than comparing pairs. */
function sortable() {
  const keys: number[] = []
  const claims: number[] = []
  return {
    get size() {
      return keys.length
    },
    add: (key: number, claim: number) => {
      keys.push(key * layerLimits.identifiers + claims.length)
      claims.push(claim)
    },
    sorted: (each: (at: number, key: number, claim: number, entry: number) => void) => {
      for (const [at, key] of Float64Array.from(keys).sort().entries()) {
        const entry = key % layerLimits.identifiers
        each(at, (key - entry) / layerLimits.identifiers, claims[entry] ?? 0, entry)
      }
    },
  }
}

/** Texts one after another. */
function openPool() {
  const encoder = new TextEncoder()
  let bytes = new Uint8Array(1 << 16)
  let size = 0
  return {
    get size() {
      return size
    },
    /** Gives how many bytes it takes. */
    put: (text: string): number => {
      if (size + text.length * 3 > bytes.length) {
        const grown = new Uint8Array(Math.max(bytes.length * 2, size + text.length * 3))
        grown.set(bytes)
        bytes = grown
      }
      const { written } = encoder.encodeInto(text, bytes.subarray(size))
      size += written
      return written
    },
    writeTo: (into: Uint8Array, at: number) => into.set(bytes.subarray(0, size), at),
  }
}

/** What many say, once. */
function wordTable(pool: ReturnType<typeof openPool>) {
  const numbers = new Map<string, number>()
  const places: { readonly place: number; readonly length: number }[] = []
  return {
    get size() {
      return numbers.size
    },
    of: (text: string | undefined) => {
      if (text === undefined) return noWord
      const known = numbers.get(text)
      if (known !== undefined) return known
      if (numbers.size >= layerLimits.words) throw tooLarge()
      numbers.set(text, numbers.size)
      places.push({ place: pool.size, length: pool.put(text) })
      return numbers.size - 1
    },
    all: () => places,
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let word = 0; word < 4; word++) {
    const [one, other] = [a[word] ?? 0, b[word] ?? 0]
    if (one !== other) return one - other
  }
  return 0
}

function tooLarge(): TocsinError<'city-too-large'> {
  return new TocsinError('city-too-large', 'The city has more names than recognition can hold', {
    fix: 'Take things out of the inventory that are no longer there',
  })
}
