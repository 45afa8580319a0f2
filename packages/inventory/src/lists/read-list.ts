import { err, ok, type Result } from '@tocsin/kit'
import { readGeoJson } from './geojson.ts'
import { type ListRefused, readCsv } from './read-csv.ts'
import { type Listed, type ListMeaning, readRows } from './read-rows.ts'

export const listForms = ['csv', 'geojson'] as const
export type ListForm = (typeof listForms)[number]

/** Reads a whole list of things. Total; does not know the city, so that it can run in a thread of its own. */
export function readList(form: ListForm, text: string, meaning: ListMeaning): Result<Listed, ListRefused> {
  if (form === 'csv') {
    const table = readCsv(text)
    return table.ok ? named(readRows(table.value, meaning)) : table
  }
  const read = readGeoJson(text)
  return read.ok ? named(readRows(read.value.table, meaning, read.value.places)) : read
}

/** A list of which no column is understood would be a list of nothing. */
function named(listed: Listed): Result<Listed, ListRefused> {
  const understood = listed.columns.some(({ meaning }) => meaning !== null)
  return understood
    ? ok(listed)
    : err({
        reason: `no column of ${listed.columns.length} is understood: ${listed.columns
          .slice(0, 5)
          .map(({ header }) => header.slice(0, 40))
          .join(', ')}`,
        fix: 'Say what the columns are, or give a header line with name, type, address',
        line: 1,
      })
}
