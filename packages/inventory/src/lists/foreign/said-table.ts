import type { ColumnMeaning, Place, Software } from '@tocsin/city'
import { listLimits, type Table } from '../read-csv.ts'

/** What one record of another tool says of one thing. */
export interface Said {
  /** Where it stands: a line, or the ordinal of a record in JSON, from 1. */
  readonly line: number
  readonly cells: Partial<Record<ColumnMeaning, string | undefined>>
  readonly place?: Place | undefined
  readonly bill?: Bill | undefined
}

/** The software of one thing, and how much of it is not listed here. */
export interface Bill {
  readonly software: readonly Software[]
  readonly beyond: number
}

export interface ForeignTable {
  readonly table: Table
  readonly places: ReadonlyMap<number, Place>
  /** By line. */
  readonly bills?: ReadonlyMap<number, Bill>
}

type Broken = Table['broken']

/** The records as a list whose headers are what they mean. */
export function tableOfSaid(said: readonly Said[], broken: Broken = []): ForeignTable {
  const header = new Map<ColumnMeaning, number>()
  const places = new Map<number, Place>()
  const bills = new Map<number, Bill>()
  const rows = said.map(({ line, cells: own, place, bill }) => {
    const cells: string[] = []
    for (const [name, cell] of Object.entries(own)) {
      if (cell === undefined || cell === '') continue
      const meaning = name as ColumnMeaning
      const column = header.get(meaning) ?? header.size
      header.set(meaning, column)
      cells[column] = cell.slice(0, listLimits.cell + 1)
    }
    if (place !== undefined) places.set(line, place)
    if (bill !== undefined) bills.set(line, bill)
    return { line, cells: Array.from(cells, (cell) => cell ?? '') }
  })
  return { table: { header: [...header.keys()], rows, broken }, places, bills }
}
