import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { CityControl } from '@tocsin/capability'
import { type Control, contentsOf, standingControls } from '@tocsin/event'
import { serve, systemClock } from '@tocsin/kit'
import { ownDecoder, type SourceBinding } from '@tocsin/sources'
import { content, hasContent, lastControl, openLogReader, openSegmentLog, type Position } from '@tocsin/store'
import { type Feeder, openFeeder, sharedContents, watchVitals } from '@tocsin/stream'
import { appendBatch, type Batch, draftsOf } from '../connect/driver.ts'
import { requireWholeLog } from '../log-behind.ts'
import {
  bindingsFile,
  keptBindings,
  openBindings,
  type ReplayOutcome,
  type ReplayProgress,
  replayFile,
  startReceive,
} from '../receive/index.ts'
import { kernelUdp } from '../self/kernel-udp.ts'
import { writeDurably } from '../write-durably.ts'
import type { LaneStart, ReceiveStart, ReplayRequest } from './messages.ts'

type Standing = (typeof standingControls)[number]

const start = workerData as ReceiveStart
const main = parentPort
if (main === null) throw new Error('the receive thread runs in a worker')

const logDir = join(start.dataDir, 'log')
const logs = [0, 1].map((lane) => openSegmentLog({ dir: logDir, lane, clock: systemClock }))
const [live, replayed] = logs
if (live === undefined || replayed === undefined) throw new Error('both lanes have a log')

const bindings = openBindings(keptBindings(start.dataDir), start.realm)
const receive = await startReceive({
  log: live,
  port: start.ingest,
  listen: start.listen,
  bindings,
  clock: systemClock,
})

const vitals = watchVitals()
const cities = sharedContents((name) => content(logDir, name))
const feeders: Feeder[] = []
let failure: string | undefined
/** Why nothing is taken from senders now. */
let refusing: string | undefined

export const receiveHandlers = {
  /** Starts the streams: from here on the workers are fed, from where the stores stand. */
  feed: (lanes: readonly LaneStart[]): void => {
    for (const lane of lanes) {
      const log = logs[lane.lane]
      if (log === undefined) continue
      requireWholeLog(logDir, lane.lane, log.position(), lane.ahead)
      const feeder = openFeeder({
        lane: lane.lane,
        reader: openLogReader({ dir: logDir, lane: lane.lane, from: lane.from, limit: () => log.position() }),
        workers: start.feeds.map((port) => (message, transfer) => port.postMessage(message, [...transfer])),
        start: {
          controls: standing(lane.lane, lane.from),
          keyedControls: standing(lane.lane, lane.kept),
          position: lane.kept,
          snapshots: lane.snapshots,
          counted: lane.counted,
        },
        now: systemClock.now,
        contents: cities.of,
        failed: (error) => {
          failure = error instanceof Error ? error.message : String(error)
        },
      })
      feeders[lane.lane] = feeder
      log.onDurable(() => feeder.wake())
      feeder.wake()
    }
    start.done.on('message', ({ lane, seq }: { lane: number; seq: number }) => feeders[lane]?.done(seq))
  },

  /** What of a kind holds at the end of a lane's log, and whether what it names is beside the log. */
  holds: (lane: number, kind: Standing): { readonly control: Control | undefined; readonly whole: boolean } => {
    const control = lastControl(logDir, lane, kind)?.control
    const whole = control === undefined || contentsOf(control).every((name) => hasContent(logDir, name))
    return { control, whole }
  },

  /** The version of the city at the end of the live lane, with what it names as far as it can be had; nothing where there is none. */
  cityHeld: (): { readonly control: CityControl; readonly contents: ReadonlyMap<string, Uint8Array> } | undefined => {
    const control = lastControl(logDir, 0, 'city')?.control
    return control?.kind === 'city' ? { control, contents: cities.look(control) } : undefined
  },

  control: async (
    lane: number,
    control: Extract<Control, { kind: 'rules' | 'orders' }>,
    content: Uint8Array,
  ): Promise<void> => {
    await logs[lane]?.control(control, content)
  },

  /** Events are recognised by this version of the city from here on; durable when this resolves. */
  nameCity: async (
    lane: number,
    control: CityControl,
    contents: readonly (readonly [name: string, bytes: Uint8Array])[],
  ): Promise<void> => {
    cities.keep(control, contents)
    await logs[lane]?.control(control, ...contents.map(([, bytes]) => bytes))
  },

  /** Appends a file's records to the replay lane; they are durable when this resolves. */
  replay: (request: ReplayRequest): Promise<ReplayOutcome> =>
    replayFile({ ...request, log: replayed, progress: (sofar) => tell({ replay: sofar }) }),

  /** Appends an event that Tocsin itself says; it is durable when this resolves. */
  publish: async (service: string, payload: Uint8Array): Promise<void> => {
    await live.append([
      {
        kind: 'data',
        realm: start.realm ?? 'real',
        origin: 'proven',
        source: `${ownDecoder}/${service}`,
        decoder: ownDecoder,
        peer: ownDecoder,
        key: `${ownDecoder}/${service}`,
        payload,
      },
    ])
  },

  /** Appends records of a connection; they are durable when this resolves. */
  append: (batch: Batch) => appendBatch(live, bindings.bind(draftsOf(batch)), batch),

  /** Counts what a connection brought and could not be taken. */
  noteRefused: (what: { source: string; reason: string; peer: string; offset?: number }): void =>
    receive.noteRefused(what),

  /** What was declared of sources holds from here on, also after a restart. */
  bind: (declared: readonly SourceBinding[]): void => {
    writeDurably(start.dataDir, bindingsFile, JSON.stringify(declared))
    bindings.set(declared)
  },

  /** Closes the open segments, so that what they hold can be archived. */
  rotate: (): void => {
    for (const log of logs) log.rotate()
  },

  /** Takes nothing from senders while there is a reason, which they are told. */
  refuse: (why: { readonly message: string; readonly fix: string } | undefined): void => {
    refusing = why?.message
    for (const log of logs) log.refuse(why)
  },

  /** Removes content that the archive thread found named by nothing; what was named since is left. */
  dropContent: (digests: readonly string[]): number =>
    logs.some((log) => log.names(digests)) ? 0 : (logs[0]?.dropContent(digests) ?? 0),

  receiveStatus: () => ({
    ...receive.status(),
    vitals: vitals(),
    kernelUdp: kernelUdp(),
    failure,
    refusing,
    lanes: logs.map((log, lane) => ({
      lane,
      position: log.position(),
      fed: feeders[lane]?.position,
      inFlight: feeders[lane]?.inFlight,
      stats: log.stats(),
    })),
  }),

  /** The live log takes nothing more; what was acknowledged is durable. */
  closeReceive: async (): Promise<void> => {
    await receive.close()
    for (const feeder of feeders) feeder?.close()
    await Promise.all(logs.map((log) => log.close()))
  },

  /** Whether everything that a lane's log holds is judged and kept. */
  caughtUp: (lane: number): boolean => {
    const [log, feeder] = [logs[lane], feeders[lane]]
    if (log === undefined || feeder === undefined) return false
    return feeder.idle && same(feeder.position, log.position())
  },
}

/** The last control of each standing kind before a position. */
function standing(lane: number, before: Position): readonly Control[] {
  return standingControls.flatMap((kind) => lastControl(logDir, lane, kind, before)?.control ?? [])
}

export type ReceiveHandlers = typeof receiveHandlers

function same(a: Position, b: Position): boolean {
  return a.every((offset, partition) => offset === b[partition])
}

function tell(news: { readonly replay: ReplayProgress }): void {
  main?.postMessage(news)
}

serve(main, receiveHandlers)
main.postMessage({ ready: true })
