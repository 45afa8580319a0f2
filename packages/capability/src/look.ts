/** What the first bytes of a source look like. */
export interface Look {
  /** `text` is what decoders read; the others say what to change at the sender. */
  readonly kind: 'text' | 'empty' | 'gzip' | 'tls' | 'utf-16' | 'binary'
  /** How many records of the sample were looked at: 20 at most. */
  readonly records: number
  /** The most likely first, five at most; none where nothing fits. */
  readonly likely: readonly Likeness[]
}

export interface Likeness {
  /** A decoder's id. */
  readonly decoder: string
  /** 0 to 1: the share of the records that are of it; less for a format that takes nearly anything (`json`, `syslog`). */
  readonly confidence: number
  /** How many of the records it read as its own. */
  readonly read: number
  /** The first record's fields as this decoder reads them, a dozen at most, values cut at 120 characters. May name people. */
  readonly first: readonly (readonly [name: string, value: string])[]
}
