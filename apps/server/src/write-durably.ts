import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Puts a small file in its place: either all of it is there after a crash, or what was there before. */
export function writeDurably(folder: string, name: string, text: string): void {
  const path = join(folder, name)
  writeFileSync(`${path}.tmp`, text, { mode: 0o600, flush: true })
  renameSync(`${path}.tmp`, path)
  syncFolder(folder)
}

/** Makes the names in a folder durable (fsync(2)). */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
