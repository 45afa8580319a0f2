import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Room } from './disk.ts'

/** The room of a data folder: its volume, or, with a quota, what of it the folder may take. */
export async function roomOf(dataDir: string, quota: number | null): Promise<Room> {
  if (quota !== null) return { size: quota, used: await bytesIn(dataDir) }
  const { bsize, blocks, bfree, bavail } = await statfs(dataDir)
  // What is kept for root counts as taken: nobody else can use it.
  const size = (blocks - bfree + bavail) * bsize
  return { size, used: (blocks - bfree) * bsize }
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await bytesIn(path)
    else if (entry.isFile()) {
      const found = await stat(path).catch(() => undefined)
      bytes += found === undefined ? 0 : found.blocks * 512
    }
  }
  return bytes
}
