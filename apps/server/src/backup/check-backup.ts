import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { type Manifest, readManifest, storedFacts, storedPath } from './manifest.ts'
import { factsOf, filesBelow, requireSame } from './pieces.ts'

/**
 * Proves that a backup is whole: the files that it names and no others, each with its length and SHA-256. Changes nothing.
 *
 * @throws TocsinError `backup-damaged` with the file, `no-backup`, `newer-data`
 */
export async function checkBackup(dir: string, progress: (bytes: number) => void = () => undefined): Promise<Manifest> {
  const manifest = readManifest(dir)
  const named = new Set<string>()
  let bytes = 0
  for (const piece of manifest.files) {
    const path = storedPath(dir, piece)
    named.add(path)
    if (!existsSync(path)) throw damaged(path, 'A file of the backup is missing')
    const facts = storedFacts(piece)
    // Before it is read: a length that differs says so at once
    requireSame(facts, { ...facts, bytes: statSync(path).size }, path)
    requireSame(facts, await factsOf(path), path)
    bytes += facts.bytes
    progress(bytes)
  }
  const data = join(dir, 'data')
  for (const { path } of existsSync(data) ? await filesBelow(data) : []) {
    if (!named.has(join(data, path))) throw damaged(join(data, path), 'The backup has a file that it does not name')
  }
  return manifest
}

/** The wrapped identity of a backup that a passphrase opens. */
export function identityFileOf(dir: string): Uint8Array | undefined {
  const path = join(dir, 'identity.age')
  return existsSync(path) ? readFileSync(path) : undefined
}

function damaged(where: string, says: string): TocsinError {
  return new TocsinError('backup-damaged', says, { where, fix: 'Take another backup; nothing was changed' })
}
