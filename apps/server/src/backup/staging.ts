import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the pieces of a backup lie while it is made. */
export const stagingName = 'staging'

/** Removes what an earlier process staged and did not copy. */
export async function clearStaging(dataDir: string): Promise<void> {
  await rm(join(dataDir, stagingName), { recursive: true, force: true })
}
