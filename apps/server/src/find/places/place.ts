/** Where a public address is registered: whatever the databases know of it. */
export interface Place {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** The number of the autonomous system that announces it. */
  readonly asn?: number
  /** Who runs that system. */
  readonly organisation?: string
}

/** Reads addresses in one or two MMDB files. Total: any text gives a place or nothing. */
export interface Places {
  of(address: string): Place | undefined
  readonly sources: readonly PlaceSource[]
}

/** A file that places come from. */
export interface PlaceSource {
  readonly gives: 'country' | 'asn'
  /** `brought`: it came with Tocsin. `own`: the operator put it there. */
  readonly by: 'brought' | 'own'
  /** What the file calls itself. */
  readonly type: string
  /** Milliseconds since the epoch at which it was made. */
  readonly builtAt: number
}
