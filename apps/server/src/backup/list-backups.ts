import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { manifestName } from './manifest.ts'

/** Whole backups in a folder of backups, the oldest first: their names sort by time. */
export function backupsIn(dir: string): readonly string[] {
  return existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => /^tocsin-\d{4}-\d\d-\d\dT[\d.-]+Z$/.test(name) && existsSync(join(dir, name, manifestName)))
        .sort()
        .map((name) => join(dir, name))
    : []
}

/**
 * The backup that a folder names: itself, or the newest in it.
 *
 * @throws TocsinError `no-backup`
 */
export function backupNamed(dir: string): string {
  if (existsSync(join(dir, manifestName))) return dir
  const newest = backupsIn(dir).at(-1)
  if (newest !== undefined) return newest
  throw new TocsinError('no-backup', 'There is no backup of Tocsin', {
    where: dir,
    fix: 'Name a backup or the folder of backups; one that ends in .partial was not finished',
  })
}
