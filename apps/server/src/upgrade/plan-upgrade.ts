import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import {
  type EventForm,
  inspectEvents,
  lockDataFolder,
  type Migration,
  pendingState,
  positionTable,
  tryState,
} from '@tocsin/store'
import { streamMigrations } from '@tocsin/stream'
import { flow } from '../flow.ts'
import { tables } from '../tables.ts'

/** What the next start of this Tocsin would change in a data folder. */
export interface UpgradePlan {
  /** Migrations of the state, as `owner/id`, in their order. */
  readonly state: readonly string[]
  /** Nothing where there are no events yet. */
  readonly events: EventForm | undefined
  /** Tried on a copy of the state, which is gone again: how long it took in milliseconds, and how large the state is in bytes. */
  readonly tried?: { readonly took: number; readonly bytes: number }
}

/** Every migration that a data folder may need, in the order in which the keep thread runs them. */
export const allMigrations: readonly Migration[] = [
  positionTable,
  ...streamMigrations,
  ...tables,
  ...flow.group().migrations,
]

/**
 * Says what the next start would change, and changes nothing. Holds the data lock meanwhile.
 *
 * @param trial whether the migrations are run on a copy of the state too
 * @throws TocsinError `newer-data` with the remedy, `no-data`, `data-locked` where a server runs
 */
export async function planUpgrade(dataDir: string, trial: boolean): Promise<UpgradePlan> {
  if (!existsSync(dataDir)) {
    throw new TocsinError('no-data', 'There is no data folder yet', {
      where: dataDir,
      fix: 'Name the folder with --data',
    })
  }
  const release = lockDataFolder(dataDir)
  try {
    const file = join(dataDir, 'state.sqlite')
    const state = await pendingState(file, allMigrations)
    const events = await inspectEvents(join(dataDir, 'events'))
    if (!trial) return { state, events }
    const { took, bytes } = await tryState(file, allMigrations)
    return { state, events, tried: { took, bytes } }
  } finally {
    release()
  }
}
