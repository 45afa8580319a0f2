import { type Clock, systemClock, TocsinError } from '@tocsin/kit'
import type { Migration } from '../migration.ts'
import type { StateStore } from '../ports.ts'

export interface StateStoreOptions {
  readonly file: string
  /** Of every package that owns tables. */
  readonly migrations: readonly Migration[]
  /** `FULL` keeps an acknowledged commit through power loss; `NORMAL` may lose the last ones. */
  readonly synchronous?: 'FULL' | 'NORMAL'
  readonly clock?: Clock
  /** Days that the state from before a migration stays; 14 unless told. */
  readonly keepDays?: number
}

export interface OpenStateStore {
  readonly store: StateStore
  /** Writes the state as it is now into a new file (SQLite's `vacuum into`). */
  copyTo(file: string): void
  close(): void
}

/**
 * Opens the state store on SQLite (libsql) and migrates it. The caller is the only writer (the keep thread).
 *
 * The driver is synchronous: a statement or a transaction runs whole within one turn of the thread. It is loaded here and
 * not before.
 *
 * @throws TocsinError as `migrate` does; each statement `bad-value` where a value cannot be kept
 */
export async function openStateStore(options: StateStoreOptions): Promise<OpenStateStore> {
  const { file, migrations, synchronous = 'FULL', clock = systemClock, keepDays = 14 } = options
  const { openStateFile } = await import('./libsql.ts')
  const { migrate } = await import('./migrate.ts')
  const { upgradeState } = await import('./upgrade.ts')
  opened(file, () => upgradeState({ file, migrations, clock, keepDays }))
  const state = opened(file, () => openStateFile(file, synchronous))
  try {
    migrate(state, migrations, clock)
  } catch (error) {
    state.close()
    throw error
  }
  return {
    store: {
      run: async <Row>(statement: Parameters<StateStore['run']>[0]) => state.run(statement) as Row[],
      transact: async (statements) =>
        state.within(() => {
          for (const statement of statements) state.run(statement)
        }),
    },
    copyTo: (to) => void state.run({ sql: 'vacuum into ?', parameters: [to] }),
    close: state.close,
  }
}

function opened<Opened>(file: string, open: () => Opened): Opened {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof TocsinError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TocsinError('state-unreadable', `The state store cannot be opened: ${why}`, {
      where: file,
      fix: 'Free disk space if it is full; if the file is damaged, restore it from a backup',
      cause,
    })
  }
}
