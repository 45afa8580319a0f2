import { setTimeout as pauseFor, setImmediate } from 'node:timers/promises'
import type { GroupStage, Said } from '@tocsin/capability'
import { type EventAt, type Incident, parseEventId } from '@tocsin/event'
import {
  advancePosition,
  atOrAfter,
  type EventBatch,
  type EventStore,
  isDiskFull,
  type Position,
  type StateStore,
} from '@tocsin/store'
import type { CompleteBatch, StageTimes, Trouble } from './messages.ts'
import { saveSnapshots } from './snapshots.ts'
import { joinTroubles } from './troubles.ts'

export interface SinkOptions {
  readonly lane: number
  readonly events: EventStore
  readonly state: StateStore
  readonly group: GroupStage
  /** The bytes of a frame that the log holds, for evidence that a correlation names. */
  readonly frameOf: (at: EventAt) => Uint8Array | undefined
  /** Where the sinks stand. */
  readonly findings: Position
  readonly stored: Position
  /** Milliseconds since the epoch: only for the measure of latency, never in what is written. */
  readonly now: () => number
  /** Milliseconds between two transactions of the event store. */
  readonly flushMillis?: number
  readonly done: (seq: number) => void
  readonly changed: (incidents: readonly Incident[]) => void
  /** Hears which rows the event store has committed. */
  readonly appended?: (batches: readonly EventBatch[]) => void
  readonly heard: (batch: Pick<CompleteBatch, 'sources' | 'senders' | 'refused' | 'next'>) => void
  /** Hears that the disk has no room, and, with nothing, that it has again: the sink waits meanwhile, and the log goes on. */
  readonly blocked: (why: string | undefined) => void
  /** How long a full disk is left alone before it is tried again, in milliseconds. */
  readonly retryMillis?: number
  /** Hears of a store that refuses: the sink stops there, and a restart goes on from its position. */
  readonly failed: (error: unknown) => void
}

export interface SinkStatus {
  readonly lane: number
  readonly frames: number
  readonly events: number
  readonly findings: number
  /** Detectors that threw, since the start. */
  readonly troubles: readonly Trouble[]
  readonly times: StageTimes
  /** Stream time in milliseconds: `received` of the newest frame that the event store has. */
  readonly kept: number
  /** The same of the findings: what they rest on is judged and written. */
  readonly judged: number
  /** When keyed state was last kept, in milliseconds since the epoch; absent where it was not since the start. */
  readonly snapshot: number | undefined
  /** Batches that are judged and wait to be written. */
  readonly waiting: { readonly findings: number; readonly events: number }
  /** Where the event store stands, as this lane's sink knows it: no store is asked. */
  readonly position: Position
  readonly findingsPosition: Position
  /** Milliseconds from receipt to the committed finding, of the newest 4,096 findings: 50th, 99th and highest. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
}

/** Writes complete batches, in log order, to the event store and the state store, each with its own position. */
export interface Sinks {
  take(batch: CompleteBatch): void
  status(): SinkStatus
  /** Resolves when everything taken is committed. */
  drained(): Promise<void>
}

const rowBytes = 16 * 1024 * 1024
/** Findings in one transaction. */
const findingsOnce = 500
const latencies = 4096

export function openSinks(options: SinkOptions): Sinks {
  const counts = { frames: 0, events: 0, findings: 0, kept: 0, judged: 0 }
  let snapshotAt: number | undefined
  let troubles: readonly Trouble[] = []
  const times = { decode: 0, detect: 0, encode: 0 }
  const latency: number[] = []
  const committed = { findings: -1, events: -1 }
  let last = -1
  let reported = -1
  let broken = false
  const waiters: (() => void)[] = []

  const settle = (batches: readonly CompleteBatch[], sink: keyof typeof committed) => {
    const newest = batches.at(-1)
    if (newest === undefined) return
    committed[sink] = newest.seq
    const both = Math.min(committed.findings, committed.events)
    if (both > reported) {
      reported = both
      options.done(both)
    }
    if (reported === last) for (const wake of waiters.splice(0)) wake()
  }

  let position = options.findings
  let stored = options.stored
  const findings = queue(
    0,
    findingsOnce,
    (batch) => batch.said.length,
    async (batches) => {
      const said = batches.flatMap((batch) =>
        batch.said.filter(({ at }) => atOrAfter(position, at.partition, at.offset)),
      )
      const fresh = said.map((placed) => withFrames(placed.said, options.frameOf))
      const next = batches.at(-1)?.next ?? position
      const snapshot = batches.filter((batch) => batch.snapshots !== undefined).at(-1)
      if (fresh.length > 0) await options.group.refresh?.(options.state)
      const { statements, changed } = options.group.group(fresh)
      const write = [
        ...statements,
        ...advancePosition('findings', next),
        ...(snapshot === undefined ? [] : saveSnapshots(options.lane, snapshot)),
      ]
      // The same statements: grouping has moved on, and must not group again.
      await onceThereIsRoom(() => options.state.transact(write))
      position = next
      counts.judged = (batches.at(-1)?.received ?? 0) / 1000
      if (snapshot !== undefined) snapshotAt = options.now()
      measure(fresh)
      if (changed.length > 0) options.changed(changed)
      settle(batches, 'findings')
    },
  )

  const events = queue(
    options.flushMillis ?? 500,
    rowBytes,
    (batch) => batch.rows.byteLength,
    async (batches) => {
      const next = batches.at(-1)?.next
      if (next === undefined) return
      const rows = batches.filter((batch) => batch.events > 0).map(({ rows, events }) => ({ rows, events }))
      await onceThereIsRoom(() => options.events.append(rows, next))
      stored = next
      if (rows.length > 0) options.appended?.(rows)
      counts.kept = (batches.at(-1)?.received ?? 0) / 1000
      settle(batches, 'events')
    },
  )

  /** Runs a transaction again and again while the disk is full; it changed nothing, so that it may. */
  async function onceThereIsRoom(transaction: () => Promise<unknown>): Promise<void> {
    for (let waited = false; ; waited = true) {
      try {
        await transaction()
        if (waited) options.blocked(undefined)
        return
      } catch (error) {
        if (!isDiskFull(error)) throw error
        options.blocked(error instanceof Error ? error.message : String(error))
        await pauseFor(options.retryMillis ?? 2000)
      }
    }
  }

  function measure(fresh: readonly Said[]) {
    const spoken = fresh.filter(({ listening }) => listening !== true)
    counts.findings += spoken.length
    const now = options.now()
    for (const { finding } of spoken) latency.push(now - finding.said)
    if (latency.length > latencies) latency.splice(0, latency.length - latencies)
  }

  /**
   * Batches wait here while those before them commit: the slower the store, the larger its transactions, up to `most`,
   * so that whoever asks the thread something in between is answered.
   */
  function queue(
    pause: number,
    most: number,
    weigh: (batch: CompleteBatch) => number,
    commit: (batches: readonly CompleteBatch[]) => Promise<void>,
  ) {
    const waiting: CompleteBatch[] = []
    let weight = 0
    let running = false
    let timer: NodeJS.Timeout | undefined
    const some = (): CompleteBatch[] => {
      let taken = 0
      let upTo = 0
      for (; upTo < waiting.length && (upTo === 0 || taken < most); upTo++) {
        const batch = waiting[upTo]
        if (batch !== undefined) taken += weigh(batch)
      }
      weight -= taken
      return waiting.splice(0, upTo)
    }
    const run = async () => {
      timer = undefined
      if (running || broken) return
      running = true
      try {
        do {
          await commit(some())
          await setImmediate()
        } while (waiting.length > 0 && (pause === 0 || weight >= most))
      } catch (error) {
        broken = true
        options.failed(error)
      } finally {
        running = false
      }
      if (waiting.length > 0 && timer === undefined && !broken) timer = setTimeout(run, pause)
    }
    return (batch: CompleteBatch) => {
      waiting.push(batch)
      weight += weigh(batch)
      if (running) return
      if (pause === 0 || weight >= most) void run()
      else timer ??= setTimeout(run, pause)
    }
  }

  return {
    take: (batch) => {
      last = batch.seq
      counts.frames += batch.frames
      counts.events += batch.events
      if (batch.troubles.length > 0) troubles = joinTroubles([troubles, batch.troubles])
      times.decode += batch.times.decode
      times.detect += batch.times.detect
      times.encode += batch.times.encode
      options.heard(batch)
      findings(batch)
      events(batch)
    },
    status: () => ({
      lane: options.lane,
      ...counts,
      snapshot: snapshotAt,
      waiting: { findings: last - committed.findings, events: last - committed.events },
      position: stored,
      findingsPosition: position,
      troubles,
      times: { ...times },
      latency: quantiles(latency),
    }),
    drained: () => (reported === last ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  }
}

/** The first and the last frames tell the story; a scan for each of a hundred would hold up what comes after. */
const firstCopied = 5
const lastCopied = 15

/** Copies what a correlation named and stage 1 did not bring along, so that evidence outlives the log. */
function withFrames(said: Said, frameOf: SinkOptions['frameOf']): Said {
  if (said.frames.every(({ bytes }) => bytes !== undefined)) return said
  const last = said.frames.length - lastCopied
  return {
    ...said,
    frames: said.frames.map(({ event, bytes }, index) => {
      const at = bytes === undefined && (index < firstCopied || index >= last) ? parseEventId(event) : undefined
      return { event, bytes: at === undefined ? bytes : frameOf(at) }
    }),
  }
}

function quantiles(values: readonly number[]): SinkStatus['latency'] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
