import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStateStore, type StateStore } from '@tocsin/store'
import { watchMigrations } from './incidents/tables.ts'

export interface GivenState {
  readonly store: StateStore
  close(): void
}

/** A real state store in a folder of its own, which goes with it. */
export async function givenState(): Promise<GivenState> {
  const dir = mkdtempSync(join(tmpdir(), 'watch-state-'))
  const { store, close } = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: watchMigrations,
    synchronous: 'NORMAL',
  })
  let open = true
  return {
    store,
    close() {
      if (open) close()
      open = false
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
