import { type AuditDraft, keyFolder, openAudit, openSealed } from '@tocsin/access'
import { TocsinError } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'

/**
 * Notes what somebody did with a data folder on which no server runs: whoever may read it needs no permission, and leaves a line.
 *
 * @returns why it could not be noted, such as a key that is kept elsewhere; nothing where it was
 */
export async function noteOffline(
  { dataDir, state }: { readonly dataDir: string; readonly state: StateStore },
  draft: Pick<AuditDraft, 'act' | 'about' | 'rows'>,
): Promise<string | undefined> {
  try {
    const sealed = await openSealed({ state, keys: keyFolder(dataDir) })
    const audit = await openAudit({ state, sealed, dataDir })
    try {
      await audit.note({ who: 'machine', role: 'data folder', outcome: 'done', address: '', ...draft })
    } finally {
      await audit.close()
    }
    return undefined
  } catch (error) {
    if (error instanceof TocsinError) return error.message
    throw error
  }
}
