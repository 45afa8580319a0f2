import { constants, copyFile, link, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Query } from '../query.ts'

/** Every event that there is. */
export const countAll: Query = {
  from: 'event',
  time: [0, 8.64e15],
  timeField: 'received',
  measures: [{ kind: 'count' }],
  limit: 1,
}

/** Scratch of the running store. */
const left = new Set(['spool', 'temp'])

/**
 * Copies the files of a store that writes nothing meanwhile: the database with its write-ahead log, and by a second name what
 * never changes once it is there (parts).
 */
export async function copyStore(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (left.has(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyStore(source, target)
    else if (entry.isFile()) {
      if (/\.parquet$/.test(entry.name)) await secondName(source, target)
      else await copyFile(source, target, constants.COPYFILE_FICLONE)
    }
  }
}

/** A hard link where the file system has them, else a copy. */
async function secondName(source: string, target: string): Promise<void> {
  await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE))
}
