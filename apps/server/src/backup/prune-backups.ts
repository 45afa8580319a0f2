import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../write-durably.ts'
import { backupsIn } from './list-backups.ts'
import { readManifest } from './manifest.ts'

const day = 86_400_000
/** A backup that was not finished by then was left by a crash. */
const partialFor = day

export interface Pruned {
  readonly removed: readonly string[]
  readonly kept: readonly string[]
}

/**
 * Removes the backups of a folder that are past their days, whole, and what unfinished ones left: what retention took from the
 * live data is gone from backups too once they are.
 *
 * The days are those that the backup was made with, or fewer where the settings say fewer now. A backup that ends at any step of
 * its removal is none: its name goes first.
 *
 * @param now milliseconds since the epoch
 */
export function pruneBackups(
  dir: string,
  now: number,
  keepDays: number,
  step: (name: string) => void = () => undefined,
): Pruned {
  const removed: string[] = []
  const kept: string[] = []
  for (const backup of backupsIn(dir)) {
    const { made, keepDays: own } = readManifest(backup)
    if (now - made < Math.min(own, keepDays) * day) {
      kept.push(backup)
      continue
    }
    step(`take the name of ${backup}`)
    renameSync(backup, `${backup}.partial`)
    syncFolder(dir)
    removed.push(backup)
    step(`remove ${backup}`)
    rmSync(`${backup}.partial`, { recursive: true, force: true })
  }
  for (const name of readdirSync(dir)) {
    const [, date, hour, minute, second] = /^tocsin-([\d-]{10})T(\d\d)-(\d\d)-([\d.]{6})Z\.partial$/.exec(name) ?? []
    if (date === undefined || now - Date.parse(`${date}T${hour}:${minute}:${second}Z`) < partialFor) continue
    step(`remove ${name}`)
    rmSync(join(dir, name), { recursive: true, force: true })
    removed.push(join(dir, name))
  }
  return { removed, kept }
}
