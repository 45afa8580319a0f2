import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { QueryOptions } from '../events/query-desk.ts'
import type { CopyTarget } from '../events/read-answer.ts'
import type { Query } from '../query.ts'
import type { Scope } from '../scope.ts'

/** A Parquet file of a search's events, made on the spot and read once. */
export interface ExportFile {
  readonly rows: number
  readonly bytes: number
  /** The next bytes, at most 1 MiB; nothing at the end. */
  next(): Promise<Uint8Array | undefined>
  /** Ends the reading at any point: the file is gone. */
  close(): Promise<void>
}

const chunkBytes = 1024 * 1024

/** Makes a file of all events that answer, within the folder that a start empties. */
export async function exportFile(
  folder: string,
  copy: (query: Query, scope: Scope, target: CopyTarget, options?: QueryOptions) => Promise<number>,
  asked: { readonly query: Query; readonly scope: Scope; readonly names: readonly string[]; readonly limit: number },
  options: QueryOptions = {},
): Promise<ExportFile> {
  const file = join(folder, `export-${randomUUID()}.parquet`)
  const { query, scope, names, limit } = asked
  try {
    const rows = await copy(query, scope, { file, names, limit }, options)
    const handle = await open(file, 'r')
    const { size } = await handle.stat()
    let closed = false
    return {
      rows,
      bytes: size,
      next: async () => {
        if (closed) return undefined
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes)
        return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead)
      },
      close: async () => {
        if (closed) return
        closed = true
        await handle.close()
        await rm(file, { force: true })
      },
    }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}
