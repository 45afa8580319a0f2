import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { EventAt } from '@tocsin/event'
import { serve, systemClock } from '@tocsin/kit'
import { countedSink, type SendersNews } from '@tocsin/sources'
import type { EventsCopied, Migration, Position, RawFrame, Retained, RetainPlan, Scope } from '@tocsin/store'
import {
  emptyPosition,
  frameAt,
  minPosition,
  openEventStore,
  openStateStore,
  positionTable,
  readPosition,
  storeHandlers,
} from '@tocsin/store'
import {
  type Collector,
  type FromWorker,
  loadSnapshots,
  openCollector,
  openSinks,
  type Sinks,
  watchVitals,
} from '@tocsin/stream'
import { flow } from '../flow.ts'
import { rawFrame } from '../keeping/raw-frame.ts'
import { refusalCounters } from '../receive/index.ts'
import { type StoredRows, storedRows } from '../tail/stored-rows.ts'
import type { KeepNews, KeepStatus, LaneStart, SourceStatus } from './messages.ts'
import { senderTally } from './sender-tally.ts'
import { tendParts } from './tend-parts.ts'

/** What the keep thread is started with: it is the only owner of the event store and of the state store's writer. */
export interface KeepStart {
  readonly dataDir: string
  readonly migrations: readonly Migration[]
  readonly workers: number
  /** By worker: what it judged. */
  readonly collects: readonly MessagePort[]
  /** Tells the receive thread which batches are kept. */
  readonly done: MessagePort
  /** From the thread that owns the city, where there is one. */
  readonly city?: MessagePort
  /** What the event store may use: bytes of memory, threads of its own. */
  readonly store?: { readonly memory: number; readonly threads: number }
  /** Days that the state from before a migration stays. */
  readonly migratedDays?: number
}

const start = workerData as KeepStart
const main = parentPort
if (main === null) throw new Error('the keep thread runs in a worker')

// One owner for both lanes: incident numbers are one sequence, and realms keep them apart.
const group = flow.group()
const events = await openEventStore({
  dir: join(start.dataDir, 'events'),
  ...(start.store === undefined ? {} : { memoryLimit: `${start.store.memory}B`, threads: start.store.threads }),
})
const {
  store: state,
  copyTo: copyState,
  close: closeState,
} = await openStateStore({
  file: join(start.dataDir, 'state.sqlite'),
  migrations: [positionTable, ...start.migrations, ...group.migrations],
  ...(start.migratedDays === undefined ? {} : { keepDays: start.migratedDays }),
})

const sources = new Map<string, { -readonly [Key in keyof SourceStatus]: SourceStatus[Key] }>()
const senders = senderTally()
const refusals = [0, 1].map(() => refusalCounters(systemClock))
const tending = tendParts(events, Date.now)
let failure: string | undefined
/** Whether somebody watches events arrive: else none is copied. */
let watched = false
/** By lane: why its sinks wait. */
const blocked: (string | undefined)[] = [undefined, undefined]

const vitals = watchVitals()

await group.load(state)
const lanes = await Promise.all([0, 1].map(openLane))

async function openLane(lane: number): Promise<{ start: LaneStart; sinks: Sinks; collector: Collector }> {
  const findings = await readPosition(state, 'findings')
  const stored = await events.position()
  const kept = await loadSnapshots(state, lane)
  const counted = await readPosition(state, countedSink)
  const sinks = openSinks({
    lane,
    events,
    state,
    group,
    frameOf: (at) => frameAt(join(start.dataDir, 'log'), lane, at.partition, at.offset)?.payload,
    findings,
    stored,
    now: Date.now,
    done: (seq) => start.done.postMessage({ lane, seq }),
    changed: (changed) => tell({ news: 'incidents', changed }),
    appended: (batches) => {
      if (watched && lane === 0) tellStored(storedRows(batches))
    },
    heard: ({ sources: totals, senders: sent, refused, next }) => {
      if (lane === 0) senders.add(sent, next)
      for (const one of totals) {
        const total = sources.get(one.source) ?? {
          source: one.source,
          frames: 0,
          events: 0,
          refused: 0,
          late: 0,
          skewed: 0,
          repeated: 0,
          bytes: 0,
          last: 0,
        }
        total.frames += one.frames
        total.events += one.events
        total.refused += one.refused
        total.late += one.late
        total.skewed += one.skewed
        total.repeated += one.repeated
        total.bytes += one.bytes
        total.last = Math.max(total.last, one.last / 1000)
        sources.set(one.source, total)
      }
      for (const one of refused) {
        refusals[lane]?.note({ ...one, stage: 'decode', bytes: one.excerpt })
      }
    },
    blocked: (why) => {
      blocked[lane] = why
    },
    failed: (error) => {
      failure = error instanceof Error ? error.message : String(error)
      tell({ news: 'failed', message: failure })
    },
  })
  const collector = openCollector(lane, 0, start.workers, sinks.take)
  const from = minPosition(stored, findings, kept.position)
  const ahead = later(stored, findings)
  return { start: { lane, from, kept: kept.position, ahead, counted, snapshots: kept.snapshots }, sinks, collector }
}

for (const port of start.collects) {
  port.on('message', (message: FromWorker) => lanes[message.lane]?.collector.take(message))
}

/** Each lane moves its own partitions: together they are where the store stands. */
function later(a: Position, b: Position): Position {
  return a.map((offset, partition) => Math.max(offset, b[partition] ?? 0))
}

function tellStored(stored: StoredRows): void {
  const news: KeepNews = { news: 'stored', stored }
  main?.postMessage(news, [stored.rows.buffer])
}

function tell(news: KeepNews): void {
  main?.postMessage(news)
}

export const keepHandlers = {
  ...storeHandlers({ events, state }),
  lanes: (): readonly LaneStart[] => lanes.map((lane) => lane.start),
  keepStatus: (): KeepStatus => ({
    vitals: vitals(),
    sinks: lanes.map((lane) => lane.sinks.status()),
    sources: [...sources.values()],
    refusals: refusals.flatMap((counters, lane) => counters.snapshot().map((row) => ({ lane, ...row }))),
    position: lanes.map((lane) => lane.sinks.status().position).reduce(later),
    failure: failure ?? blocked.find((why) => why !== undefined),
    tending: tending.failure(),
  }),
  /** How far the live lane's events are in the store. */
  stored: (): Position => lanes[0]?.sinks.status().position ?? emptyPosition(),
  /** What each sender of the live lane did since this was last asked. */
  senders: (): SendersNews => senders.take(),
  /** Takes out of the columns what is past its days. */
  retainColumns: (plan: RetainPlan): Promise<Retained> => events.retain(plan),
  /** Behind this place a lane's frames are read by no sink again, whatever happens. */
  settled: async (lane: number): Promise<Position> => {
    const [stored, findings, snapshots] = await Promise.all([
      events.position(),
      readPosition(state, 'findings'),
      loadSnapshots(state, lane),
    ])
    return minPosition(stored, findings, snapshots.position)
  },
  rawFrame: (at: EventAt, scope: Scope): Promise<RawFrame> =>
    rawFrame({ logDir: join(start.dataDir, 'log'), state, events }, scope, at),
  /** Says from now on, or no longer, what the live lane's event store commits. */
  watch: (wanted: boolean): void => {
    watched = wanted
  },
  /** Copies both databases into a folder, for a backup. */
  copyStores: async (folder: string): Promise<EventsCopied> => {
    copyState(join(folder, 'state.sqlite'))
    return events.copyTo(join(folder, 'events'))
  },
  closeKeep: async (): Promise<void> => {
    // What a full disk keeps back is in the log, and is judged again after the next start.
    await Promise.all(
      lanes.map((lane, index) =>
        failure === undefined && blocked[index] === undefined ? lane.sinks.drained() : undefined,
      ),
    )
    tending.stop()
    await events.close()
    closeState()
  },
}

export type KeepHandlers = typeof keepHandlers

serve(main, keepHandlers)
if (start.city !== undefined) serve(start.city, keepHandlers)
main.postMessage({ ready: true })
