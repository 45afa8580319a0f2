/**
 * A layer of what assets are known by, version 1: little-endian words of 32 bits, one table after another, then texts.
 *
 * Head: magic, version, bytes in all, and how many of each: addresses of IPv4, of IPv6, texts, assets, words, bytes of texts.
 * Tables, each sorted by what is looked for:
 *   IPv4   address; claim
 *   IPv6   four words; claim
 *   texts  hash of the text; place, length and kind; claim
 *   assets, by id: place of the id; length of the id, flags; words of kind and zone
 *   words  place, length
 * A claim is the asset's ordinal in 24 bits and how surely the name is its own, in percent.
 */
export const layerMagic = 0x4c414354
export const layerVersion = 1
export const headWords = 16

/** What a layer can hold. */
export const layerLimits = { assets: 0xff_ffff, identifiers: 2 ** 21, words: 0xffff } as const

/** Where the tables begin, in words of 32 bits. */
export interface LayerPlaces {
  readonly v4: number
  readonly v4Claims: number
  readonly v6: number
  readonly v6Claims: number
  readonly hashes: number
  readonly textPlaces: number
  readonly textKinds: number
  readonly textClaims: number
  readonly ids: number
  readonly idLengths: number
  readonly assetWords: number
  readonly words: number
  /** The texts, in bytes. */
  readonly pool: number
  /** All of it, in bytes. */
  readonly bytes: number
}

export interface LayerCounts {
  readonly v4: number
  readonly v6: number
  readonly texts: number
  readonly assets: number
  readonly words: number
  /** Bytes of texts. */
  readonly pool: number
}

export function placesOf({ v4, v6, texts, assets, words, pool }: LayerCounts): LayerPlaces {
  let at = headWords
  const next = (length: number) => {
    const here = at
    at += length
    return here
  }
  const tables = {
    v4: next(v4),
    v4Claims: next(v4),
    v6: next(v6 * 4),
    v6Claims: next(v6),
    hashes: next(texts),
    textPlaces: next(texts),
    textKinds: next(texts),
    textClaims: next(texts),
    ids: next(assets),
    idLengths: next(assets),
    assetWords: next(assets),
    words: next(words * 2),
  }
  return { ...tables, pool: at * 4, bytes: at * 4 + Math.ceil(pool / 4) * 4 }
}

/** Kinds of text that events name things by; the place is the number in the table. */
export const textKinds = ['host', 'device', 'account'] as const
export type TextKind = (typeof textKinds)[number]

/** Flags of an asset, above the 16 bits of its id's length. */
export const assetFlags = {
  /** A person or a register speaks of it. */
  declared: 1 << 16,
  /** It is no longer of the city. */
  gone: 1 << 17,
  /** Others speak through it or under its names. */
  shared: 1 << 18,
} as const

/** The word of an asset that has none. */
export const noWord = 0xffff
