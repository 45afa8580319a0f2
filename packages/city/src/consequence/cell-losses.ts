/** What one service takes from a cell, in hours and as a share of its people. */
export interface CellLoss {
  readonly degradedAfter: number
  readonly lostHours: number
  readonly share: number
}

/** What each cell loses: the longest loss, the largest share, the first hour; whether the longest loss rests on an assumption. */
export interface CellLosses {
  /** By cell; 0 where it loses nothing, and then nothing else of it counts. */
  readonly hours: Float64Array
  readonly share: Float64Array
  readonly after: Float64Array
  readonly assumed: Uint8Array
  add(cell: number, loss: CellLoss, isAssumed: boolean): void
  clear(): void
}

/** @param count cells run from 0 to below it */
export function cellLosses(count: number): CellLosses {
  const hours = new Float64Array(count)
  const share = new Float64Array(count)
  const after = new Float64Array(count)
  const assumed = new Uint8Array(count)
  return { hours, share, after, assumed, add, clear: () => void hours.fill(0) }

  function add(cell: number, { lostHours, share: part, degradedAfter }: CellLoss, isAssumed: boolean): void {
    const before = hours[cell] ?? 0
    // Ties: an assumption among the longest losses counts, whichever service came first
    if (lostHours > before) assumed[cell] = isAssumed ? 1 : 0
    else if (lostHours === before && isAssumed) assumed[cell] = 1
    hours[cell] = Math.max(before, lostHours)
    share[cell] = before === 0 ? part : Math.max(share[cell] ?? 0, part)
    after[cell] = before === 0 ? degradedAfter : Math.min(after[cell] ?? 0, degradedAfter)
  }
}
