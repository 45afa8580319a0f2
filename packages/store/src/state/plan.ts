import { existsSync } from 'node:fs'
import { systemClock } from '@tocsin/kit'
import type { Migration } from '../migration.ts'
import type { Upgraded } from './upgrade.ts'

// The driver is loaded where it is needed: whoever only encodes rows does not carry it.

/**
 * The migrations that a state file still needs, as `owner/id`; none where it is not there. Nobody else may have it open.
 *
 * @throws TocsinError `newer-data` where it holds one that the code does not know
 */
export async function pendingState(file: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  if (!existsSync(file)) return []
  const { openStateFile } = await import('./libsql.ts')
  const { pendingMigrations } = await import('./migrate.ts')
  const state = openStateFile(file, 'FULL')
  try {
    return pendingMigrations(state, migrations)
  } finally {
    state.close()
  }
}

/** Migrates a copy of a state file, proves it and removes it: what the next start would do, and how long it takes. */
export async function tryState(file: string, migrations: readonly Migration[]): Promise<Upgraded> {
  const { tryUpgrade } = await import('./upgrade.ts')
  return tryUpgrade({ file, migrations, clock: systemClock })
}
