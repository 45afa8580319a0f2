import { join } from 'node:path'
import { eventColumns } from '../schema.ts'
import type { Part } from './part.ts'
import { fileList } from './part-table.ts'

const quoted = eventColumns.map(([name]) => `"${name}"`)

/** How rows are read: the folder of parts and the columns that each form of part has. */
export interface PartReading {
  readonly dir: string
  readonly forms: ReadonlyMap<number, ReadonlySet<string>>
}

/** SQL that reads the hot table and some parts as one table with today's columns. */
export function relation({ dir, forms }: PartReading, parts: readonly Part[], hot: 'with-hot' | 'parts-only'): string {
  const byForm = new Map<number, string[]>()
  for (const { form, name } of parts) {
    const files = byForm.get(form) ?? []
    byForm.set(form, files)
    files.push(join(dir, name))
  }
  const reads = [...byForm].map(
    ([form, files]) => `select ${columnsOf(forms.get(form))} from read_parquet(${fileList(files)})`,
  )
  if (hot === 'with-hot') reads.unshift(`select ${quoted.join(', ')} from event`)
  return reads.length === 1 && hot === 'with-hot' ? 'event' : `(${reads.join(' union all ')})`
}

/** A part from before a column was in the registry has no value in it. */
function columnsOf(present: ReadonlySet<string> | undefined): string {
  return eventColumns
    .map(([name, type]) => (present?.has(name) === true ? `"${name}"` : `cast(null as ${type}) as "${name}"`))
    .join(', ')
}

/** The same, with some columns read as something else. */
export function columnsReplaced(replaced: ReadonlyMap<string, string>): string {
  return eventColumns
    .map(([name]) => {
      const instead = replaced.get(name)
      return instead === undefined ? `"${name}"` : `${instead} as "${name}"`
    })
    .join(', ')
}
