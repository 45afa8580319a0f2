import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { goesOn, none } from './fingerprint.ts'
import { isRotation } from './glob.ts'
import type { FilePosition } from './position.ts'

/** Bytes by which a file is told from its copy. */
const startBytes = 4096

interface Copy {
  readonly file: number
  /** When it was written, in milliseconds since the epoch. */
  readonly mtimeMs: number
}

/** The first bytes of what a file holds now. */
export function startOf(file: number): Uint8Array {
  const bytes = new Uint8Array(startBytes)
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0))
}

/**
 * Opens copies of what a file held before it was cut: the one that goes on where it was read, and those that were made since,
 * where it was cut more than once.
 *
 * @param start of what the file holds now: a copy that begins so is still being made, or the file was not cut after it
 * @returns oldest first, for the caller to close; `moving` where they were renamed while they were looked for
 */
export function openCopies(position: FilePosition, start: Uint8Array): readonly Copy[] | 'moving' {
  const copies: Copy[] = []
  // Where nothing was read yet there is nothing to compare: what was copied since belongs to it.
  let found = position.offset === 0
  const rotations = rotationsOf(position.path)
  let { moving } = rotations
  for (const { path, stats } of moving ? [] : rotations.found) {
    const { mtimeMs, size, ino } = stats
    if (position.offset === 0 && mtimeMs <= position.since) continue
    let file: number | undefined
    try {
      file = openRegular(path)
      moving ||= fstatSync(file).ino !== ino
      const goes = !found && position.offset > 0 && size >= position.offset && goesOn(file, position.offset, position)
      found ||= goes
      if (goes || (found && !beginAlike(startOf(file), start))) copies.push({ file, mtimeMs })
      else closeSync(file)
    } catch (error) {
      if (file !== undefined) closeSync(file)
      moving ||= (error as NodeJS.ErrnoException).code === 'ENOENT'
    }
  }
  if (!moving) return copies
  for (const { file } of copies) closeSync(file)
  return 'moving'
}

/**
 * Whether a file was cut again before a byte of it was read: then a copy holds what it no longer does.
 *
 * @param start of what the file holds, read before this is asked
 * @returns `moving` where copies were renamed while they were looked for
 */
export function wasCutUnread({ path, offset, generation, since }: FilePosition, start: Uint8Array): boolean | 'moving' {
  if (offset > 0 || generation === 0) return false
  const { found, moving } = rotationsOf(path)
  if (moving) return 'moving'
  const begin = found.filter(({ stats }) => stats.mtimeMs > since).map((copy) => beginsAs(copy, start))
  return begin.includes('moving') ? 'moving' : begin.includes(false)
}

/** Whether a file begins as one does that was read: so does its copy. */
export function isCopyOf(path: string, { head, offset }: FilePosition): boolean {
  if (offset === 0) return false
  const file = openRegular(path)
  try {
    return goesOn(file, 0, { head, tail: none })
  } finally {
    closeSync(file)
  }
}

interface Rotation {
  readonly path: string
  readonly stats: Stats
}

/** Looks at a folder until two looks agree, at most. */
const looks = 5

/**
 * What rotation made of a file and nobody packed yet, by when it was last written. A name that was renamed between being listed
 * and being looked at would be missed, and its copy with it: so all is looked at until nothing moves.
 */
export function rotationsOf(path: string): { readonly found: readonly Rotation[]; readonly moving: boolean } {
  let before: string | undefined
  let found: readonly Rotation[] = []
  for (let look = 0; look < looks; look++) {
    const listed = rotationsNow(path)
    const now = listed?.map(({ path: each, stats }) => `${each}\n${stats.ino}`).join('\n')
    found = (listed ?? found).toSorted((a, b) => a.stats.mtimeMs - b.stats.mtimeMs)
    if (now !== undefined && now === before) return { found, moving: false }
    before = now
  }
  return { found, moving: true }
}

/** By name; nothing where one was renamed meanwhile. */
function rotationsNow(path: string): readonly Rotation[] | undefined {
  const [folder, name] = [dirname(path), basename(path)]
  const stem = name.replace(/\.[^.]*$/, '')
  const found: Rotation[] = []
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  for (const each of names) {
    if (each === name || !each.startsWith(stem) || !isRotation(each)) continue
    const stats = statOf(join(folder, each))
    if (stats === 'gone') return undefined
    if (stats?.isFile() === true) found.push({ path: join(folder, each), stats })
  }
  return found
}

function statOf(path: string): Stats | 'gone' | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? 'gone'
  } catch {
    // Not to be read, or a link in a circle: none that could be followed.
    return undefined
  }
}

/** Never waits at a pipe, never follows what became none between being found and being opened. */
export function openRegular(path: string): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw Object.assign(new Error(`${path} is no regular file`), { code: 'EINVAL' })
}

function beginsAs({ path, stats }: Rotation, start: Uint8Array): boolean | 'moving' {
  try {
    const file = openRegular(path)
    try {
      return fstatSync(file).ino === stats.ino ? beginAlike(startOf(file), start) : 'moving'
    } finally {
      closeSync(file)
    }
  } catch (error) {
    // What may not be read is passed over, as where copies are opened.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'moving' : true
  }
}

function beginAlike(a: Uint8Array, b: Uint8Array): boolean {
  if (b.length === 0) return false
  const length = Math.min(a.length, b.length)
  return Buffer.compare(a.subarray(0, length), b.subarray(0, length)) === 0
}
