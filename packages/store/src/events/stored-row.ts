import { columns } from '@tocsin/event'
import type { QueryRow } from '../query.ts'

/** One line of `encodeRow` as a query would answer with it once it is stored; a line that it did not write is nothing. */
export function storedRow(line: string): QueryRow | undefined {
  let read: Readonly<Record<string, string | number | boolean>>
  try {
    read = JSON.parse(line)
  } catch {
    return undefined
  }
  const row: Record<string, string | number | boolean> = {
    id: `${read['p']}.${read['o']}.${read['i']}`,
    time: read['t'] ?? 0,
    received: read['r'] ?? 0,
  }
  for (const [key, name] of named) {
    const value = read[key]
    if (value !== undefined) row[name] = value
  }
  return row
}

const named: readonly (readonly [key: string, name: string])[] = [
  ['source', 'source'],
  ['realm', 'realm'],
  ['origin', 'origin'],
  ['tq', 'time_quality'],
  ['decoder', 'decoder'],
  ['repeated', 'repeated'],
  ...columns.map(({ column, name }) => [column, name] as const),
]
