import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Position } from '@tocsin/store'
import { z } from 'zod'
import { writeDurably } from '../write-durably.ts'

/**
 * That a data folder was restored: from where on its log is another one than that which it was restored from. Places are given
 * again from there, so that what is known by place elsewhere (erasures) holds only before.
 */
export const restoreNoted = z.strictObject({
  id: z.string().max(64),
  end: z.array(z.number().int().min(0)).max(1024),
})

export type RestoreNoted = z.infer<typeof restoreNoted>

const name = 'restores.json'
const all = z.array(restoreNoted).max(100_000)

export function restoresOf(dataDir: string): readonly RestoreNoted[] {
  const path = join(dataDir, name)
  return existsSync(path) ? all.parse(JSON.parse(readFileSync(path, 'utf8'))) : []
}

export function noteRestore(dataDir: string, restore: RestoreNoted): void {
  writeDurably(dataDir, name, JSON.stringify([...restoresOf(dataDir), restore]))
}

/** Up to where two logs that come from one are the same: before every restore that only one of them has behind it. */
export function sharedEnd(end: Position, one: readonly RestoreNoted[], other: readonly RestoreNoted[]): Position {
  const [ours, theirs] = [one, other].map((list) => new Set(list.map(({ id }) => id)))
  const apart = [...one.filter(({ id }) => !theirs?.has(id)), ...other.filter(({ id }) => !ours?.has(id))]
  return end.map((offset, partition) => Math.min(offset, ...apart.map((restore) => restore.end[partition] ?? 0)))
}
