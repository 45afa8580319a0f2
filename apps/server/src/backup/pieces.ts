import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadable } from 'node:stream/web'
import { TocsinError } from '@tocsin/kit'

export interface Facts {
  readonly bytes: number
  readonly sha256: string
}

type Through = (stream: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>

/**
 * Copies the first bytes of a file into a new one, durable when it resolves; what it becomes on the way, `through` says.
 *
 * @returns length and SHA-256 of what was read and of what was written
 */
export async function copyPiece(
  from: string,
  bytes: number,
  to: string,
  through?: Through,
): Promise<{ readonly read: Facts; readonly written: Facts }> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const [read, written] = [meter(), meter()]
  const source = bytes === 0 ? Readable.from([]) : createReadStream(from, { end: bytes - 1, highWaterMark: window })
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600, highWaterMark: window })
  if (through === undefined) await pipeline(source, read.tap, written.tap, target)
  else {
    const plain = Readable.from(read.tap(source), { objectMode: false, highWaterMark: window })
    const changed = await through(Readable.toWeb(plain) as ReadableStream<Uint8Array>)
    await pipeline(Readable.fromWeb(changed as NodeReadable), written.tap, target)
  }
  await synced(to)
  return { read: read.facts(), written: written.facts() }
}

/** Length and SHA-256 of a file. */
export async function factsOf(path: string): Promise<Facts> {
  const sum = meter()
  for await (const _ of sum.tap(createReadStream(path, { highWaterMark: window }))) {
    // read for its sum alone
  }
  return sum.facts()
}

/** Every regular file below a folder, with its length now, in the order of their paths (with `/`). */
export async function filesBelow(dir: string, under = ''): Promise<readonly { path: string; bytes: number }[]> {
  const found: { path: string; bytes: number }[] = []
  for (const entry of await readdir(join(dir, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesBelow(dir, path)))
    else if (entry.isFile()) found.push({ path, bytes: (await stat(join(dir, path))).size })
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Makes names or bytes durable: fsync(2) of a file or a folder. */
export async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @throws TocsinError `backup-damaged` */
export function requireSame(expected: Facts, found: Facts, where: string): void {
  if (expected.bytes === found.bytes && expected.sha256 === found.sha256) return
  throw new TocsinError('backup-damaged', 'A file of the backup is not the one that was written', {
    where,
    fix: 'Take another backup; nothing was changed',
  })
}

const window = 1024 * 1024

function meter() {
  const hash: Hash = createHash('sha256')
  let bytes = 0
  return {
    tap: async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    facts: (): Facts => ({ bytes, sha256: hash.copy().digest('hex') }),
  }
}
