import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the newest one-time link lies, for whoever may read the data folder. */
export function linkFile(dataDir: string): string {
  return join(dataDir, 'one-time-link')
}

/** Writes the link so that only the owner of the data folder can read it, and nobody a half of it. */
export async function writeLinkFile(dataDir: string, url: string): Promise<void> {
  const temporary = `${linkFile(dataDir)}.new`
  await rm(temporary, { force: true })
  // `wx`: a file or symbolic link that somebody laid there is not followed.
  const file = await open(temporary, 'wx', 0o600)
  try {
    // The mode above is cut by the umask only, never widened; this one holds whatever the umask.
    await file.chmod(0o600)
    await file.writeFile(`${url}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, linkFile(dataDir))
}

/** Takes a link away that has been used. */
export async function removeLinkFile(dataDir: string): Promise<void> {
  await rm(linkFile(dataDir), { force: true })
}
