import { closeSync, fdatasync, fsyncSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** What is done to the files of parts, beside what DuckDB reads and writes. */
export interface PartFiles {
  readonly dir: string
  /** Names of all files that lie there. */
  list(): readonly string[]
  /** Bytes; nothing where there is no such file. */
  size(name: string): number | undefined
  /** Resolves when the file and its name would survive a loss of power. */
  settle(name: string): Promise<void>
  remove(name: string): void
}

export function partFiles(dir: string): PartFiles {
  return {
    dir,
    list: () => readdirSync(dir),
    size: (name) => statSync(join(dir, name), { throwIfNoEntry: false })?.size,
    settle: async (name) => {
      const file = await open(join(dir, name), 'r')
      try {
        await new Promise<void>((resolve, reject) =>
          fdatasync(file.fd, (error) => (error === null ? resolve() : reject(error))),
        )
      } finally {
        await file.close()
      }
      syncFolder(dir)
    },
    remove: (name) => rmSync(join(dir, name), { force: true }),
  }
}

/** A folder cannot be opened on Windows, where its entries need no settling. */
function syncFolder(dir: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(dir, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
