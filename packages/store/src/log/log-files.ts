import * as fs from 'node:fs'

/** The file work of the log, as `node:fs` does it; a test passes one whose disk is full. */
export type LogFiles = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readSync'
  | 'renameSync'
  | 'rmSync'
  | 'writeSync'
>

export const diskFiles: LogFiles = fs

/** Writes all bytes at a place in a file; the system may take them in parts. */
export function writeWhole(files: LogFiles, fd: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) done += files.writeSync(fd, bytes, done, bytes.length - done, position + done)
}

/** Puts a whole file in its place: either all of it is there after a crash, or nothing. */
export function putFile(files: LogFiles, folder: string, path: string, bytes: Uint8Array): void {
  const draft = `${path}.tmp`
  try {
    const fd = files.openSync(draft, 'w')
    try {
      writeWhole(files, fd, bytes, 0)
      files.fsyncSync(fd)
    } finally {
      files.closeSync(fd)
    }
    files.renameSync(draft, path)
  } catch (error) {
    files.rmSync(draft, { force: true })
    throw error
  }
  syncFolder(files, folder)
}

/** A new name is durable when its folder is (fsync(2): the entry of the directory needs its own). */
export function syncFolder(files: LogFiles, folder: string): void {
  const fd = files.openSync(folder, 'r')
  try {
    files.fsyncSync(fd)
  } finally {
    files.closeSync(fd)
  }
}

/** Reads until `into` is full or the file ends; gives the bytes read. */
export function readWhole(files: Pick<LogFiles, 'readSync'>, fd: number, into: Uint8Array, position: number): number {
  let done = 0
  while (done < into.length) {
    const read = files.readSync(fd, into, done, into.length - done, position + done)
    if (read === 0) break
    done += read
  }
  return done
}
