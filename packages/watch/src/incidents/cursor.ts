/** Where a page of incidents ended. */
export interface Cursor {
  /** Rank, 0 (info) to 4 (critical). */
  readonly severity: number
  /** Milliseconds since the epoch. */
  readonly last: number
  readonly n: number
}

export function cursorOf({ severity, last, n }: Cursor): string {
  return `${severity}~${last}~${n}`
}

/** Reads a cursor back, or nothing where it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^([0-4])~(-?\d{1,17}(?:\.\d{1,12})?)~(\d{1,15})$/.exec(text)
  if (match === null) return undefined
  return { severity: Number(match[1]), last: Number(match[2]), n: Number(match[3]) }
}
