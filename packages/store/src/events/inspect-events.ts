import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { eventColumns, schemaVersion } from './schema.ts'
import { missingColumns, newerForm } from './tables.ts'

/** What the next start would do to the tables of events. */
export interface EventForm {
  /** The form that the file has, and that of this Tocsin. */
  readonly form: number
  readonly today: number
  /** Columns that rows of before have no value in. */
  readonly adds: readonly string[]
}

/**
 * Looks at the tables of events and changes none of them; nothing where there are none yet. Nobody else may have them open.
 *
 * @throws TocsinError `newer-data` where a newer Tocsin wrote them
 */
export async function inspectEvents(dir: string): Promise<EventForm | undefined> {
  if (!existsSync(join(dir, 'events.duckdb'))) return undefined
  const { openDuckDb } = await import('./duckdb.ts')
  const db = await openDuckDb({ dir, folders: [], memoryLimit: '256MB', threads: 1, readOnly: true })
  try {
    const connection = await db.connect()
    try {
      const [row] = await connection.all(`select value from meta where key = 'schema'`)
      const form = Number(row?.[0] ?? schemaVersion)
      if (form > schemaVersion) throw newerForm(form)
      const adds = await missingColumns(connection)
      return { form, today: schemaVersion, adds: eventColumns.flatMap(([name]) => (adds.has(name) ? [name] : [])) }
    } finally {
      connection.close()
    }
  } finally {
    db.close()
  }
}
