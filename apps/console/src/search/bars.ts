import type { QueryRow } from '../api/contract.ts'

/** The length of each row's bar in percent of the longest; a measure above zero is at least seen. */
export function barsOf(rows: readonly QueryRow[]): readonly number[] {
  const measures = rows.map((row) => {
    const measure = row['measure0']
    return typeof measure === 'number' ? measure : 0
  })
  const most = measures.reduce((a, b) => Math.max(a, b), 0)
  return measures.map((measure) => (measure > 0 ? Math.max(0.5, (measure / most) * 100) : 0))
}
