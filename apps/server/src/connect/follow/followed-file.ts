import { createHash } from 'node:crypto'
import { closeSync, fstatSync, readSync, type Stats } from 'node:fs'
import type { ConnectionPlace } from '@tocsin/sources'
import type { Batch } from '../driver.ts'
import { joinRecords, peerName } from '../driver.ts'
import { openCopies, openRegular, startOf, wasCutUnread } from './copies.ts'
import { endsAs, fingerprintAt, fingerprintBytes, fingerprintIn, goesOn, none } from './fingerprint.ts'
import { cutLines } from './lines.ts'
import type { FilePosition } from './position.ts'

export const followLimits = {
  /** Bytes of one line. */
  line: 256 * 1024,
  /** Read at once. */
  piece: 512 * 1024,
  /** Lines appended together. */
  records: 2000,
  /** Pieces of one file before the others have their turn. */
  turn: 8,
  /** A file that was renamed or deleted is let go when nothing was written to it for so long, in milliseconds. */
  graceMs: 60_000,
} as const

export interface FileHost {
  readonly connection: string
  readonly source: string
  readonly decoderOf: (path: string) => string
  readonly now: () => number
  append(batch: Batch): Promise<{ readonly frames: number }>
  brought(frames: number, bytes: number): void
  refused(what: { readonly reason: string; readonly peer: string; readonly offset?: number }): void
}

/** One file, from where it stands, through renaming, cutting and its end. */
export interface FollowedFile {
  readonly position: FilePosition
  /** Under which name it is found now. */
  seenAs(path: string): void
  /** It has another name than those that are followed, or none: it is read to its end. Gives whether that is new. */
  letGo(): boolean
  /** Reads what is there. Gives whether there is more. */
  read(): Promise<boolean>
  readonly isOver: boolean
  /** What is not kept yet. */
  takeChanged(): FilePosition | undefined
  place(): ConnectionPlace
  close(): void
}

/** @throws NodeJS.ErrnoException where it cannot be opened */
export function followFile(host: FileHost, start: FilePosition): FollowedFile {
  let file: number | undefined = openRegular(start.path)
  let position = start
  let changed = false
  let releasedAt: number | undefined
  let over = false
  let size = 0
  /** When it was last written to as of the last look, in milliseconds since the epoch. */
  let writtenAt: number | undefined
  let troubled: ConnectionPlace['says'] = null
  let state: ConnectionPlace['state'] = 'reading'

  /** Appends the lines of one piece, from any file that holds the same bytes. @returns how far it came */
  const take = async (handle: number, last: boolean): Promise<number> => {
    const { offset, skipping } = position
    const lead = Math.min(fingerprintBytes, offset)
    const buffer = new Uint8Array(lead + followLimits.piece)
    const piece = buffer.subarray(lead, readSync(handle, buffer, 0, buffer.length, offset - lead))
    // Cut since it was looked at: the next look finds its copy.
    if (piece.length === 0 || !endsAs(buffer.subarray(0, lead), position)) return 0
    if (handle === file && wasCutUnread(position, piece)) return 0
    const moveTo = (next: number, inLongLine: boolean) => {
      // From what was read: while it was appended, the file may have become another.
      position = {
        ...position,
        offset: next,
        skipping: inLongLine,
        ...fingerprintIn(buffer, offset - lead, next, position.head),
      }
      changed = true
    }
    const lines = cutLines(piece, offset, {
      longest: followLimits.line,
      mostRecords: followLimits.records,
      skipping,
      // A piece that was cut off by its size is not the last of the file.
      last: last && piece.length < followLimits.piece,
    })
    for (const at of lines.tooLong) host.refused({ reason: 'too-long', peer: peerName(position.path), offset: at })
    const first = lines.starts[0]
    if (first === undefined) {
      if (lines.next > offset) moveTo(lines.next, lines.skipping)
      return lines.next - offset
    }
    if (position.owed > 0) {
      const passed = Math.min(position.owed, lines.records.length)
      const next = passed === lines.records.length ? lines.next : (lines.ends[passed - 1] ?? offset)
      position = { ...position, owed: position.owed - passed }
      moveTo(next, passed === lines.records.length && lines.skipping)
      return next - offset
    }
    const { frames } = await host.append({
      source: host.source,
      decoder: host.decoderOf(position.path),
      origin: 'proven',
      peer: peerName(position.path),
      stream: `${host.source}\n${host.connection}:${position.dev}:${position.ino}`,
      // The same place of the same file gives the same key: after a crash the log says how many lines it has from there.
      key: keyOf(host.connection, position, first),
      ...joinRecords(lines.records),
    })
    const whole = frames >= lines.records.length
    const next = whole ? lines.next : (lines.ends[frames - 1] ?? offset)
    host.brought(Math.min(frames, lines.records.length), next - offset)
    position = { ...position, owed: Math.max(0, frames - lines.records.length) }
    moveTo(next, whole && lines.skipping)
    return next - offset
  }

  /**
   * The file was cut, as `copytruncate` does: what was not read of it stands in a copy beside it. Gives false where copies are
   * being renamed: the next look finds them at rest.
   */
  const beginAnew = async (current: number): Promise<boolean> => {
    const copies = openCopies(position, startOf(current))
    if (copies === 'moving') return false
    try {
      for (const { file: copy, mtimeMs } of copies) {
        while ((await take(copy, true)) > 0) await Promise.resolve()
        position = nextGeneration(position, mtimeMs)
      }
    } finally {
      for (const copy of copies) closeSync(copy.file)
    }
    if (copies.length === 0) position = nextGeneration(position, host.now())
    changed = true
    return true
  }

  return {
    get position() {
      return position
    },
    get isOver() {
      return over
    },
    seenAs(path) {
      releasedAt = undefined
      if (path === position.path) return
      position = { ...position, path }
      changed = true
    },
    letGo() {
      if (releasedAt !== undefined) return false
      releasedAt = host.now()
      return true
    },
    async read() {
      if (over || file === undefined) return false
      const stats = fstatSync(file)
      size = stats.size
      // Of the same size it may be another: it was cut and grew again.
      const untouched = stats.size === position.offset && stats.mtimeMs === writtenAt
      if (!untouched && (stats.size < position.offset || !goesOn(file, position.offset, position))) {
        if (!(await beginAnew(file))) return false
      }
      writtenAt = stats.mtimeMs
      // Cut again before a byte of it was read: what it held is in copies alone.
      if (wasCutUnread(position, startOf(file)) && !(await beginAnew(file))) return false
      for (let turn = 0; turn < followLimits.turn; turn++) {
        if (fstatSync(file).size <= position.offset) break
        if ((await take(file, false)) === 0) break
        if (turn === followLimits.turn - 1) return true
      }
      if (releasedAt === undefined) return false
      // Who writes it may hold it open for a while after it was renamed.
      const quiet = host.now() - Math.max(releasedAt, fstatSync(file).mtimeMs)
      if (quiet < followLimits.graceMs) return false
      while ((await take(file, true)) > 0) await Promise.resolve()
      over = true
      state = 'done'
      troubled = null
      return false
    },
    takeChanged() {
      if (!changed) return undefined
      changed = false
      return position
    },
    place: () => ({ name: position.path, state, position: position.offset, size, says: troubled }),
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
      over = true
    },
  }
}

/** Where to begin in a file that is there already: behind its last line end. */
export function endOf(path: string): number {
  const file = openRegular(path)
  try {
    const { size } = fstatSync(file)
    const tail = new Uint8Array(Math.min(size, followLimits.line))
    readSync(file, tail, 0, tail.length, size - tail.length)
    const end = tail.lastIndexOf(10)
    return end < 0 ? size : size - tail.length + end + 1
  } finally {
    closeSync(file)
  }
}

/** A position at a place of a file that was not followed before. */
export function positionAt(path: string, { dev, ino }: Stats, offset: number): FilePosition {
  const head = { path, dev, ino, generation: 0, since: 0, offset, owed: 0, skipping: false }
  if (offset === 0) return { ...head, head: none, tail: none }
  const file = openRegular(path)
  try {
    return { ...head, ...fingerprintAt(file, offset) }
  } finally {
    closeSync(file)
  }
}

/** Whether the file of this name is the one that a position is of, as far as it was read. */
export function isFileOf(path: string, { ino }: Stats, position: FilePosition): boolean {
  if (ino !== position.ino) return false
  const file = openRegular(path)
  try {
    return fstatSync(file).size < position.offset || goesOn(file, position.offset, position)
  } finally {
    closeSync(file)
  }
}

function nextGeneration(position: FilePosition, since: number): FilePosition {
  const { generation } = position
  return { ...position, generation: generation + 1, since, offset: 0, owed: 0, skipping: false, head: none, tail: none }
}

function keyOf(connection: string, { dev, ino, generation }: FilePosition, offset: number): string {
  return createHash('sha256').update(`follow\n${connection}\n${dev}:${ino}:${generation}@${offset}`).digest('base64url')
}
