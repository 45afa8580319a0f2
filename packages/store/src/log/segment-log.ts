import { dirname, resolve } from 'node:path'
import { type Control, cityContentEnding, contentsOf, partitionsPerLane } from '@tocsin/event'
import { type Clock, hash32, TocsinError } from '@tocsin/kit'
import type { EventLog, FrameDraft } from '../ports.ts'
import type { Position } from '../position.ts'
import { sweepLane } from './archive/sweep.ts'
import { contentFolder, dropContent, keepContent } from './content.ts'
import { frameFlags, frameRoom, repeatedFlag } from './frame-format.ts'
import { frameGroup } from './frame-group.ts'
import { openKeys } from './key-recovery.ts'
import { readSidecar } from './key-sidecar.ts'
import { diskFiles, type LogFiles, syncFolder } from './log-files.ts'
import { recoverLane } from './recovery.ts'
import { checkDrafts, refused } from './refusals.ts'
import { rememberRepeats } from './repeats.ts'
import { laneFolder, listSegments } from './segment-file.ts'
import { segmentWriter } from './segment-writer.ts'
import { sourceTable, tocsin } from './source-table.ts'

/** What the log did since it was opened, for metrics. */
export interface LogStats {
  /** Durable frames, bytes of them, and the groups (one fdatasync each) that they came in. */
  readonly frames: number
  readonly bytes: number
  readonly groups: number
  readonly segments: number
  /** Groups that the disk refused, and the frames in them. */
  readonly failures: number
  readonly refused: number
  /** Appends answered from an earlier one with the same key. */
  readonly repeated: number
  readonly keys: number
  /** Keys forgotten within 24 h because there were too many. */
  readonly keysCrowdedOut: number
  /** Bytes cut off at opening: never acknowledged. */
  readonly cut: number
  /** Closed segments whose keys could not be read to the end. */
  readonly damaged: readonly string[]
}

/** The durable log of one lane in segment files. One writer, in a thread that may block on the disk. */
export interface SegmentLog extends EventLog {
  /** Appends a frame that says that time has passed; durable with the next group. */
  tick(received?: number): void
  /**
   * Appends what changes a judgement; durable when the promise resolves, what it names before it.
   *
   * @param content the bytes of what the control names, as far as they are not kept yet: of rules the bundle, of a city its plan
   *   and layers
   */
  control(control: Exclude<Control, { kind: 'batch' }>, ...content: readonly Uint8Array[]): Promise<void>
  /** Calls back after each group; gives the way to stop it. */
  onDurable(heard: (position: Position) => void): () => void
  stats(): LogStats
  /**
   * Closes the segment that is open, where it has frames, so that it can be archived; time passes in a new one. Again with nothing
   * taken in between, only time passes, so that keyed state is kept behind what was closed.
   */
  rotate(): void
  /** Takes no frames of senders from here on, and says why; with nothing, takes them again. Ticks and controls go on. */
  refuse(why: { readonly message: string; readonly fix: string } | undefined): void
  /** The first of some keys of a source that an append of the last 24 h had, by its index; -1 where none had. */
  known(source: string, keys: readonly string[]): Promise<number>
  /** Whether this log has named any of some content since it was opened. */
  names(digests: readonly string[]): boolean
  /** Removes content that nothing in the log names any more; what this log has named since it was opened stays. */
  dropContent(digests: readonly string[]): number
}

export interface SegmentLogOptions {
  readonly dir: string
  readonly lane: number
  readonly clock: Clock
  /** A segment is closed before it grows past this, unless one append is larger. Default 64 MiB. */
  readonly segmentBytes?: number
  /** A segment is closed when it is older than this, in milliseconds, so that retention need not wait for it to fill. Default 1 h. */
  readonly segmentMillis?: number
  /** Longest wait of a frame for others to share its fdatasync. Default 4 ms. */
  readonly groupMillis?: number
  /** Most keys remembered, whatever their age. Default 1,000,000. */
  readonly mostKeys?: number
  readonly files?: LogFiles
}

const groupBytes = 1024 * 1024
/** The default of `segmentMillis`: no frame is older than its segment by more. */
export const segmentLife = 3_600_000

/**
 * Opens the log of a lane for writing: recovers its end, reads back the keys of the last 24 h.
 *
 * Two writers on one folder destroy it: hold `lockDataFolder` first.
 *
 * @throws TocsinError `segment-damaged`, `segment-version`
 */
export function openSegmentLog(options: SegmentLogOptions): SegmentLog {
  const { lane, clock, segmentBytes = 64 * 1024 * 1024, groupMillis = 4, files = diskFiles } = options
  const { segmentMillis = segmentLife } = options
  const dir = resolve(options.dir)
  for (const folder of [laneFolder(dir, lane), contentFolder(dir)]) files.mkdirSync(folder, { recursive: true })
  for (const folder of [dirname(dir), dir]) syncFolder(files, folder)
  sweepLane(dir, lane, files)
  const recovered = recoverLane(dir, lane, files)
  const before = listSegments(dir, lane).at(-2)
  const newest = (before === undefined ? undefined : readSidecar(dir, lane, before)?.newest) ?? {}
  const { known, last, damaged } = openKeys(dir, lane, recovered, options.mostKeys ?? 1_000_000)
  const writer = segmentWriter({ dir, lane, files, now: () => Math.floor(clock.now()), recovered, newest })

  const group = frameGroup()
  const repeats = rememberRepeats()
  const table = sourceTable(recovered.last?.header.sources ?? [tocsin])
  const listeners = new Set<(position: Position) => void>()
  const counts = { frames: 0, bytes: 0, groups: 0, segments: 0, failures: 0, refused: 0, repeated: 0 }
  const firstPartition = lane * partitionsPerLane
  let waiters: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  let waiting = 0
  let lastReceived = last
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let refusing: { readonly message: string; readonly fix: string } | undefined
  let begun = recovered.last?.header.created ?? clock.now()
  const named = new Set<string>()
  /** Nothing came since the last segment was closed on request. */
  let quiet = false

  /** The `received` of the next frame. Live: strictly increasing. Replay: as given, which may go back; else as before. */
  function nextReceived(now: number, given: number | undefined): number {
    if (lane === 0) return Math.max(now, lastReceived + 1)
    return given !== undefined && Number.isSafeInteger(given) ? given : lastReceived
  }

  function stamp(now: number, given: number | undefined): number {
    lastReceived = nextReceived(now, given)
    return lastReceived
  }

  function now(): number {
    return Math.floor(clock.now() * 1000)
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (group.bytes() === 0) return
    const [told, frames] = [waiters, waiting]
    waiters = []
    waiting = 0
    let failure: TocsinError | undefined
    group.drain((bytes, view) => {
      const opened = writer.facts() === undefined
      try {
        writer.write(bytes, view, table.sources())
        counts.frames += frames
        counts.bytes += bytes.length
        counts.groups++
        if (opened) {
          counts.segments++
          begun = clock.now()
        }
      } catch (cause) {
        failure = refused(dir, cause)
        counts.failures++
        counts.refused += frames
      }
    })
    if (failure === undefined) for (const { resolve } of told) resolve()
    else for (const { reject } of told) reject(failure)
    if (failure === undefined) for (const heard of listeners) heard(writer.durable())
  }

  function rotate(): void {
    flush()
    writer.rotate()
    if (writer.facts() !== undefined) throw refused(dir, new Error('the bytes of a failed write cannot be cut off'))
  }

  /** Makes room for frames that must stand in one segment, under a table that names their sources. */
  function makeRoom(drafts: readonly FrameDraft[], room: number): void {
    const facts = writer.facts()
    const inUse = (facts?.bytes ?? 0) + group.bytes()
    const someFrames = (facts?.frames ?? 0) + group.bytes() > 0
    const newSource = facts !== undefined && table.lacks(drafts)
    if (newSource || (someFrames && (inUse + room > segmentBytes || isOld()))) rotate()
    table.add(drafts)
  }

  function isOld(): boolean {
    return clock.now() - begun >= segmentMillis
  }

  function durable(): Promise<void> {
    const done = new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }))
    if (group.bytes() >= groupBytes) flush()
    else timer ??= setTimeout(flush, groupMillis)
    return done
  }

  function addOwn(kind: 'tick' | 'control', payload: Uint8Array, received: number): void {
    const flags = frameFlags(kind, lane === 0 ? 'real' : 'replay', 'proven', firstPartition)
    group.add({ received, source: 0, flags, peer: '', payload })
    waiting++
  }

  function addDrafts(drafts: readonly FrameDraft[], at: number): void {
    for (const { kind, realm, origin, source, decoder, zone, peer, key, payload, received } of drafts) {
      const index = table.indexOf(source, decoder, zone)
      const marked = repeats.seen(index, payload) ? repeatedFlag : 0
      const flags = frameFlags(kind, realm, origin, firstPartition + (hash32(key) % partitionsPerLane)) | marked
      group.add({ received: stamp(at, received), source: index, flags, peer, payload })
    }
    waiting += drafts.length
    quiet = false
  }

  async function append(drafts: readonly FrameDraft[], key?: string) {
    if (closed) throw new TocsinError('log-closed', 'The log is closed')
    const first = drafts[0]
    if (first === undefined) return { frames: 0, repeated: false }
    checkDrafts(drafts, key)
    if (refusing !== undefined) {
      counts.refused += drafts.length
      throw new TocsinError('log-full', refusing.message, { where: dir, fix: refusing.fix })
    }
    const at = now()
    if (key !== undefined) {
      const earlier = known.find(first.source, key, nextReceived(at, first.received))
      if (earlier !== undefined) {
        counts.repeated++
        await earlier.underWay
        return { frames: earlier.frames, repeated: true }
      }
    }
    let room = 0
    for (const { peer, payload } of drafts) room += frameRoom(peer, payload)
    if (key === undefined) {
      makeRoom(drafts, room)
      addDrafts(drafts, at)
      await durable()
      return { frames: drafts.length, repeated: false }
    }
    const marker = markerOf(key, first.source, drafts.length)
    makeRoom(drafts, room + frameRoom('', marker))
    const entry = { received: stamp(at, first.received), frames: drafts.length }
    addOwn('control', marker, entry.received)
    addDrafts(drafts, at)
    const underWay = durable()
    known.remember(first.source, key, { ...entry, underWay })
    try {
      await underWay
    } catch (error) {
      known.forget(first.source, key)
      throw error
    }
    known.remember(first.source, key, { ...entry, underWay: undefined })
    return { frames: drafts.length, repeated: false }
  }

  return {
    append,
    known: async (source, keys) => {
      const at = nextReceived(now(), undefined)
      for (const [index, key] of keys.entries()) {
        const earlier = known.find(source, key, at)
        if (earlier === undefined) continue
        try {
          await earlier.underWay
          return index
        } catch {
          // It did not become durable: nobody has it.
        }
      }
      return -1
    },
    tick: (received) => {
      if (closed) return
      if (isOld()) {
        try {
          makeRoom([], 0)
        } catch {
          // The segment goes on being filled until the disk lets it be closed.
        }
      }
      const at = stamp(now(), received)
      addOwn('tick', new Uint8Array(0), at)
      timer ??= setTimeout(flush, groupMillis)
    },
    control: async (control, ...contents) => {
      if (closed) throw new TocsinError('log-closed', 'The log is closed')
      // Before anything else: what is named here may not be removed as named by nobody.
      for (const name of contentsOf(control)) named.add(name)
      for (const bytes of contents) keepNamed(files, dir, control, bytes)
      const payload = Buffer.from(JSON.stringify(control))
      makeRoom([], frameRoom('', payload))
      addOwn('control', payload, stamp(now(), undefined))
      quiet = false
      await durable()
    },
    position: () => writer.durable(),
    onDurable: (heard) => {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    stats: () => ({
      ...counts,
      keys: known.size(),
      keysCrowdedOut: known.crowdedOut(),
      cut: recovered.cut,
      damaged,
    }),
    rotate: () => {
      if (closed || (writer.facts()?.frames ?? 0) + group.bytes() === 0) return
      if (!quiet) rotate()
      quiet = true
      addOwn('tick', new Uint8Array(0), stamp(now(), undefined))
      flush()
    },
    refuse: (why) => {
      refusing = why
    },
    names: (digests) => digests.some((digest) => named.has(digest)),
    dropContent: (digests) => {
      const dropped = digests.filter((digest) => !named.has(digest))
      for (const digest of dropped) dropContent(files, dir, digest)
      return dropped.length
    },
    close: async () => {
      if (closed) return
      closed = true
      flush()
      writer.close()
    },
  }
}

function markerOf(key: string, source: string, frames: number): Uint8Array {
  const control: Control = { kind: 'batch', key, source, frames }
  return Buffer.from(JSON.stringify(control))
}

function keepNamed(files: LogFiles, dir: string, control: Control, bytes: Uint8Array): void {
  const names = contentsOf(control)
  let kept: string
  try {
    kept = keepContent(files, dir, bytes, control.kind === 'city' ? cityContentEnding : '')
  } catch (cause) {
    throw refused(dir, cause)
  }
  if (!names.includes(kept)) {
    throw new TocsinError('bad-control', `The content's digest is ${kept}, not ${names.join(', ')}`)
  }
}
