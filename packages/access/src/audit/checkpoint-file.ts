import type { KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { LastLine } from './checkpoint.ts'

/** The file of checkpoints beside the database: lines are only ever added. */
export interface CheckpointFile {
  last(): LastLine
  /** Durable when it returns. */
  append(line: string): void
}

export function checkpointsIn(dataDir: string): string {
  return join(dataDir, 'audit', 'checkpoints')
}

/** Every line, and whether the file ends with a whole one: a crash while writing leaves part of a line. */
export function readCheckpoints(dataDir: string): { readonly lines: readonly string[]; readonly whole: boolean } {
  const file = checkpointsIn(dataDir)
  if (!existsSync(file)) return { lines: [], whole: true }
  // latin1: a byte that is no text must not become one that is
  const text = readFileSync(file, 'latin1')
  const lines = text.split('\n')
  const rest = lines.pop()
  return { lines, whole: rest === '' }
}

/** Opens the file for adding; part of a line that a crash left is cut off, since nothing was promised about it. */
export function openCheckpoints(dataDir: string): CheckpointFile {
  const file = checkpointsIn(dataDir)
  mkdirSync(join(dataDir, 'audit'), { recursive: true, mode: 0o700 })
  const { lines, whole } = readCheckpoints(dataDir)
  if (!whole) {
    const handle = openSync(file, 'r+')
    ftruncateSync(handle, Buffer.byteLength(lines.map((line) => `${line}\n`).join(''), 'latin1'))
    fsyncSync(handle)
    closeSync(handle)
  }
  let last: LastLine = { count: lines.length, line: lines.at(-1) }
  return {
    last: () => last,
    append: (line) => {
      const handle = openSync(file, 'a', 0o600)
      const { size } = fstatSync(handle)
      try {
        writeSync(handle, `${line}\n`)
        fsyncSync(handle)
      } catch (error) {
        // A full disk takes part of a line: the next one must not stand on the same
        ftruncateSync(handle, size)
        throw error
      } finally {
        closeSync(handle)
      }
      last = { count: last.count + 1, line }
    },
  }
}

/** `<data>/audit/public-key.pem`: with it anybody can check that the checkpoints are this Tocsin's. */
export function exportPublicKey(dataDir: string, key: KeyObject): void {
  const file = join(dataDir, 'audit', 'public-key.pem')
  const pem = key.export({ format: 'pem', type: 'spki' }).toString()
  if (existsSync(file) && readFileSync(file, 'utf8') === pem) return
  writeFileSync(`${file}.new`, pem, { mode: 0o644 })
  renameSync(`${file}.new`, file)
}
