import { createHash } from 'node:crypto'
import { closeSync, fstatSync, readSync, type Stats } from 'node:fs'
import type { ConnectionPlace } from '@tocsin/sources'
import type { Appended, Batch } from '../driver.ts'
import { joinRecords, peerName } from '../driver.ts'
import { openCopies, openRegular, startOf, wasCutUnread } from './copies.ts'
import { endsAs, fingerprintAt, fingerprintBytes, fingerprintIn, goesOn, none } from './fingerprint.ts'
import { cutLines } from './lines.ts'
import { type FilePosition, furthest } from './position.ts'
import { joinLines, type RecordRule, type Records } from './records.ts'

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
  /** How lines make records; nothing where each is one. */
  readonly recordsOf: (path: string) => RecordRule | undefined
  readonly now: () => number
  append(batch: Batch): Promise<Appended>
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
  /** Since the start it may have appended what no position tells of, until the log takes something that it did not have. */
  let doubtful = true
  /** The size that was seen last, and since when. */
  let seen = { size: -1, at: 0 }
  /** The record that more lines may still belong to, as it was read last. */
  let open: Records['open']

  const batchOf = (records: readonly Uint8Array[], key: string | undefined): Batch => ({
    source: host.source,
    decoder: host.decoderOf(position.path),
    origin: 'proven',
    peer: peerName(position.path),
    stream: `${host.source}\n${host.connection}:${position.dev}:${position.ino}`,
    key,
    ...joinRecords(records),
  })

  /** Nothing came behind the last lines for a while: they are a record. Gives whether it was appended. */
  const takeOpen = async (handle: number, rule: RecordRule): Promise<boolean> => {
    if (open === undefined || host.now() - seen.at < rule.quietMs) return false
    const { record, start, ends } = open
    const end = ends.at(-1) ?? start
    const [offset, lead] = [position.offset, Math.min(fingerprintBytes, position.offset)]
    const buffer = new Uint8Array(lead + end - offset)
    if (readSync(handle, buffer, 0, buffer.length, offset - lead) < buffer.length) return false
    // Cut since, it may hold something else: the next look finds that out.
    const { ahead } = position
    if (!endsAs(buffer.subarray(0, lead), position) || ahead === undefined) return false
    if (!endsAs(buffer.subarray(buffer.length - ahead.tail[0]), ahead)) return false
    // Its own key says where it ended: what comes later begins another record, also where a crash forgets this position.
    const keys = earlyKeys(host.connection, position, start, ends)
    const unless = keys.slice(0, -1)
    const { repeated, instead } = await host.append({
      ...batchOf([record], keys.at(-1)),
      ...(doubtful && unless.length > 0 ? { unless } : {}),
    })
    if (!repeated) doubtful = false
    const next = instead === undefined ? end : (ends[instead] ?? end)
    host.brought(instead === undefined ? 1 : 0, next - offset)
    position = {
      ...position,
      offset: next,
      skipping: false,
      ahead: undefined,
      ...fingerprintIn(buffer, offset - lead, next, position.head),
    }
    open = undefined
    changed = true
    return true
  }

  /** Appends the lines of one piece, from any file that holds the same bytes. @returns how far it came */
  const take = async (handle: number, last: boolean): Promise<number> => {
    const { offset, skipping } = position
    const lead = Math.min(fingerprintBytes, offset)
    const buffer = new Uint8Array(lead + followLimits.piece)
    const piece = buffer.subarray(lead, readSync(handle, buffer, 0, buffer.length, offset - lead))
    // Cut since it was looked at: the next look finds its copy.
    if (piece.length === 0 || !endsAs(buffer.subarray(0, lead), position)) return 0
    if (handle === file && wasCutUnread(furthest(position), piece) !== false) return 0
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
    const rule = host.recordsOf(position.path)
    const full = piece.length === followLimits.piece
    const cut = cutLines(piece, offset, {
      longest: followLimits.line,
      mostRecords: rule === undefined ? followLimits.records : piece.length,
      skipping,
      // A piece that was cut off by its size is not the last of the file.
      last: last && !full,
    })
    const lines =
      rule === undefined
        ? { ...cut, firstEnds: [], open: undefined }
        : joinLines(cut, rule, followLimits.records, { last: last && !full, full })
    open = lines.open
    const waits = open?.ends.at(-1)
    if (handle === file && waits !== position.ahead?.offset) {
      const mark = waits === undefined ? undefined : fingerprintIn(buffer, offset - lead, waits, position.head)
      position = {
        ...position,
        ahead: waits === undefined || mark === undefined ? undefined : { offset: waits, ...mark },
      }
      changed = true
    }
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
    // The same place of the same file gives the same key: after a crash the log says how many lines it has from there.
    // Lines that were a record because nothing came behind them stay one, whatever came since: their key says where it ended.
    const { frames, repeated, instead } = await host.append({
      ...batchOf(lines.records, keyOf(host.connection, position, first)),
      ...(doubtful && rule !== undefined
        ? { unless: earlyKeys(host.connection, position, first, lines.firstEnds) }
        : {}),
    })
    const early = instead === undefined ? undefined : lines.firstEnds[instead]
    if (early !== undefined) {
      moveTo(early, false)
      return early - offset
    }
    if (!repeated) doubtful = false
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
    const copies = openCopies(furthest(position), startOf(current))
    if (copies === 'moving') return false
    try {
      for (const { file: copy, mtimeMs } of copies) {
        while ((await take(copy, true)) > 0) await Promise.resolve()
        position = nextGeneration(position, mtimeMs)
      }
    } finally {
      for (const copy of copies) closeSync(copy.file)
    }
    if (copies.length === 0) {
      // It was cut and copied nowhere: what was read of it and waited for more lines is all that there is.
      if (open !== undefined) {
        await host.append(batchOf([open.record], earlyKeys(host.connection, position, open.start, open.ends).at(-1)))
      }
      position = nextGeneration(position, host.now())
    }
    open = undefined
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
      if (size !== seen.size) seen = { size, at: host.now() }
      // Of the same size it may be another: it was cut and grew again.
      const known = furthest(position)
      const untouched = stats.size === known.offset && stats.mtimeMs === writtenAt
      if (!untouched && (stats.size < known.offset || !goesOn(file, known.offset, known))) {
        if (!(await beginAnew(file))) return false
      }
      writtenAt = stats.mtimeMs
      // Cut again before a byte of it was read: what it held is in copies alone.
      const cutUnread = wasCutUnread(furthest(position), startOf(file))
      if (cutUnread === 'moving' || (cutUnread && !(await beginAnew(file)))) return false
      for (let turn = 0; turn < followLimits.turn; turn++) {
        if (fstatSync(file).size <= position.offset) break
        if ((await take(file, false)) === 0) break
        if (turn === followLimits.turn - 1) return true
      }
      const rule = host.recordsOf(position.path)
      if (rule !== undefined && (await takeOpen(file, rule))) return true
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
    const known = furthest(position)
    return fstatSync(file).size < known.offset || goesOn(file, known.offset, known)
  } finally {
    closeSync(file)
  }
}

function nextGeneration(position: FilePosition, since: number): FilePosition {
  const { generation } = position
  return {
    ...position,
    generation: generation + 1,
    since,
    offset: 0,
    owed: 0,
    skipping: false,
    ahead: undefined,
    head: none,
    tail: none,
  }
}

/** Keys of a record that ended where it did because nothing came behind it, by the end of each of its lines. */
function earlyKeys(connection: string, position: FilePosition, start: number, ends: readonly number[]): string[] {
  return ends.map((end) => keyOf(connection, position, `${start}~${end}`))
}

function keyOf(connection: string, { dev, ino, generation }: FilePosition, offset: number | string): string {
  return createHash('sha256').update(`follow\n${connection}\n${dev}:${ino}:${generation}@${offset}`).digest('base64url')
}
