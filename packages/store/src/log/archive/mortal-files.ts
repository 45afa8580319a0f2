import * as fs from 'node:fs'
import type { LogFiles } from '../log-files.ts'

/** For tests: what a process that is killed leaves behind. */
export interface Mortal {
  readonly files: LogFiles
  /** File operations so far. */
  done(): number
  dead(): boolean
}

/**
 * For tests: the disk of a process that is killed at its n-th operation, in the middle of it where it writes. From then on nothing
 * reaches the disk. Syncing is left to the page cache, which outlives a process.
 */
export function mortalFiles(diesAt: number): Mortal {
  let operations = 0
  const dead = () => operations >= diesAt
  const step = <Args extends unknown[], Answer>(real: (...args: Args) => Answer, half?: (...args: Args) => void) => {
    return (...args: Args): Answer => {
      if (dead()) throw new Error('killed')
      operations++
      if (!dead()) return real(...args)
      half?.(...args)
      throw new Error('killed')
    }
  }
  const nothing = step((_fd: number) => undefined)
  const files: LogFiles = {
    ...fs,
    // A dead process holds no files: closing is no step, so that its own descriptors do not pile up here.
    closeSync: fs.closeSync,
    openSync: step(fs.openSync),
    fsyncSync: nothing,
    fdatasyncSync: nothing,
    ftruncateSync: step(fs.ftruncateSync),
    mkdirSync: step(fs.mkdirSync) as typeof fs.mkdirSync,
    renameSync: step(fs.renameSync),
    rmSync: step(fs.rmSync),
    writeSync: step(
      (fd: number, bytes: Uint8Array, from: number, length: number, position: number) =>
        fs.writeSync(fd, bytes, from, length, position),
      (fd, bytes, from, length, position) => void fs.writeSync(fd, bytes, from, Math.floor(length / 2), position),
    ) as typeof fs.writeSync,
  }
  return { files, done: () => operations, dead }
}

/** For tests: a disk that need not outlive the machine. */
export const unsynced: LogFiles = { ...fs, fsyncSync: () => undefined, fdatasyncSync: () => undefined }
