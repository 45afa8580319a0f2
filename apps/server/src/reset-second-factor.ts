import { keyFolder, openAccess, openAudit, openSealed } from '@tocsin/access'
import { systemClock, TocsinError } from '@tocsin/kit'
import { openKept } from './kept.ts'
import { tables } from './tables.ts'

/**
 * Takes every second factor of an account away, in a data folder on which no server runs, and notes it.
 *
 * @returns the account's name as it is kept
 * @throws TocsinError `not-found` where no account has this name
 */
export async function resetFolderSecondFactor(dataDir: string, name: string): Promise<string> {
  const kept = await openKept(dataDir, tables)
  try {
    const sealed = await openSealed({ state: kept.state, keys: keyFolder(dataDir) })
    const audit = await openAudit({ state: kept.state, sealed, dataDir })
    try {
      const access = openAccess({ state: kept.state, clock: systemClock, sealed })
      const reset = await access.resetSecondFactor(name)
      if (!reset.ok) throw new TocsinError(reset.error.code, reset.error.message, { fix: reset.error.fix })
      await audit.note({
        who: 'machine',
        role: 'data folder',
        act: 'access.reset-second-factor',
        about: reset.value,
        outcome: 'done',
        address: '',
      })
      return reset.value
    } finally {
      await audit.close()
    }
  } finally {
    await kept.close()
  }
}
