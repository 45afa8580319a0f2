import type { Search } from '@tocsin/query'
import type { QueryRow } from '../api/contract.ts'

/** One value's measure over time. */
export interface Series {
  readonly value: QueryRow[string]
  readonly total: number
  /** By the start of its stretch, in the order of time. */
  readonly points: readonly (readonly [at: number, measure: number])[]
}

/** Rows of a table of values over time. */
export const mostSeries = 50

/** Whether an answer is one field's values over time, which is read as a line for each. */
export function isSeries({ by, over, measures }: Search): boolean {
  return over !== undefined && by.length === 1 && measures[0]?.kind !== 'topK'
}

/** The values of a field over time: those with the largest sum first. */
export function seriesOf(rows: readonly QueryRow[]): readonly Series[] {
  const by = new Map<QueryRow[string], (readonly [number, number])[]>()
  for (const { key0 = null, key1, measure0 } of rows) {
    const point = [Number(key1), Number(measure0 ?? 0)] as const
    const before = by.get(key0)
    if (before === undefined) by.set(key0, [point])
    else before.push(point)
  }
  return [...by]
    .map(([value, points]) => ({
      value,
      total: points.reduce((sum, [, measure]) => sum + measure, 0),
      points: points.sort((a, b) => a[0] - b[0]),
    }))
    .sort((a, b) => b.total - a.total)
}
