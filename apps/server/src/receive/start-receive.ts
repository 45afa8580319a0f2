import type { Realm } from '@tocsin/event'
import { maxPayload } from '@tocsin/event'
import type { Clock } from '@tocsin/kit'
import { decoders, ownDecoder, syslogFramer } from '@tocsin/sources'
import type { EventLog } from '@tocsin/store'
import { type Bindings, openBindings } from './bindings.ts'
import { bodyFramer } from './body-framers.ts'
import { byteBudget } from './budget.ts'
import type { IngestChannel } from './ingest-messages.ts'
import { type SessionHost, sessionLimits } from './ingest-session.ts'
import { type Lumberjack, type LumberjackStatus, listenLumberjack } from './lumberjack.ts'
import { type Refusal, type RefusalCount, refusalCounters } from './refusals.ts'
import { type SourceTable, serveIngest } from './serve-ingest.ts'
import type { SyslogTcpLimits } from './syslog-limits.ts'
import {
  listenSyslogTcp,
  type SyslogTcp,
  type SyslogTcpHost,
  type SyslogTcpStatus,
  type SyslogTls,
} from './syslog-tcp.ts'
import {
  listenSyslogUdp,
  type SyslogUdp,
  type SyslogUdpConfig,
  type SyslogUdpHost,
  type SyslogUdpStatus,
} from './syslog-udp.ts'

export interface SyslogListen {
  readonly host: string
  readonly port: number
  /** `syslog` where it is not said. */
  readonly source?: string
  readonly decoder?: string
  readonly realm?: Realm
  /** Bytes of one message: 64 KiB where it is not said, 1 MiB at most. */
  readonly maxFrame?: number
  readonly limits?: Partial<SyslogTcpLimits>
}

/** The doors beside HTTP; an absent one stays shut. */
export interface Listeners {
  readonly syslog?: SyslogListen | undefined
  readonly udp?: Omit<SyslogListen, 'limits' | 'maxFrame'> | undefined
  readonly tls?: (SyslogListen & { readonly identity: SyslogTls }) | undefined
  /** Lumberjack v2: Beats and Logstash. */
  readonly lumberjack?:
    | { readonly host: string; readonly port: number; readonly tls?: SyslogTls | undefined }
    | undefined
}

export interface ReceiveOptions {
  /** The live lane's. */
  readonly log: Pick<EventLog, 'append'> & { tick(): void }
  /** The main thread holds the other end with `ingestPort`. */
  readonly port: IngestChannel
  /** Absent: no listener is opened; bodies are taken all the same. */
  readonly listen?: Listeners | undefined
  readonly clock: Clock
  /** The sources that bodies may name; by default one a decoder, of the same name. */
  readonly sources?: SourceTable
  /** What was declared of sources. */
  readonly bindings?: Bindings
  readonly tickMs?: number
}

export interface ReceiveStatus {
  readonly refusals: readonly RefusalCount[]
  readonly bodies: { readonly open: number; readonly opened: number }
  /** Bytes that were read and are not durable yet, and of bodies with a key that wait for their end. */
  readonly unacknowledged: number
  readonly keyed: number
  readonly syslog: SyslogTcpStatus | undefined
  readonly udp: SyslogUdpStatus | undefined
  readonly tls: SyslogTcpStatus | undefined
  readonly lumberjack: LumberjackStatus | undefined
  /** Ticks that the log did not take. */
  readonly ticksLost: number
}

export interface Receive {
  status(): ReceiveStatus
  /** Counts what was refused before it came here. */
  noteRefused(what: Omit<Refusal, 'stage'>): void
  /** Takes nothing more; resolves when what was taken is durable or counted. The log stays open. */
  close(): Promise<void>
}

const usualFrame = 64 * 1024
/** RFC 5426 §3.2: what every receiver takes. */
const smallestFrame = 480

/**
 * Starts everything that runs in the receive thread: bodies from the main thread, listeners, and the tick.
 *
 * @throws TocsinError `listen-failed`
 */
export async function startReceive(options: ReceiveOptions): Promise<Receive> {
  const { clock, bindings = openBindings([]) } = options
  const log = bindings.over(options.log)
  const refusals = refusalCounters(clock)
  const budget = byteBudget(sessionLimits.overall)
  const host: SessionHost = {
    log,
    budget,
    keyedBudget: byteBudget(sessionLimits.keyed),
    framer: bodyFramer,
    refusals,
  }
  const bodies = serveIngest(options.port, host, bindings.named(options.sources ?? decoderSources()))
  const doors = await openDoors({ log, budget, refusals, clock }, options.listen ?? {})
  const { syslog, udp, tls, lumberjack } = doors
  let ticksLost = 0
  const ticking = setInterval(() => {
    try {
      log.tick()
    } catch {
      ticksLost++
    }
  }, options.tickMs ?? 1000)

  return {
    status: () => ({
      refusals: refusals.snapshot(),
      bodies: { open: bodies.open, opened: bodies.opened },
      unacknowledged: budget.held,
      keyed: host.keyedBudget.held,
      syslog: syslog?.status(),
      udp: udp?.status(),
      tls: tls?.status(),
      lumberjack: lumberjack?.status(),
      ticksLost,
    }),
    noteRefused: (what) => refusals.note({ ...what, stage: 'receive' }),
    async close() {
      clearInterval(ticking)
      await Promise.all([bodies.close(), syslog?.close(), udp?.close(), tls?.close(), lumberjack?.close()])
    },
  }
}

interface Doors {
  readonly syslog: SyslogTcp | undefined
  readonly udp: SyslogUdp | undefined
  readonly tls: SyslogTcp | undefined
  readonly lumberjack: Lumberjack | undefined
}

/** Opens all doors, or none: one that cannot be opened shuts those before it. */
async function openDoors(host: Omit<SyslogTcpHost, 'framer'>, listen: Listeners): Promise<Doors> {
  const opened: { close(): Promise<void> }[] = []
  const keep = async <Door extends { close(): Promise<void> }>(opening: Promise<Door>): Promise<Door> => {
    const door = await opening
    opened.push(door)
    return door
  }
  const usual = { source: 'syslog', decoder: 'syslog', realm: 'real' } as const
  const framing = ({ maxFrame = usualFrame }: SyslogListen) => {
    const most = Math.max(smallestFrame, Math.min(maxFrame, maxPayload))
    return () => syslogFramer({ maxFrame: most })
  }
  try {
    const { syslog: plain, udp: datagrams, tls: sealed } = listen
    const syslog = plain && (await keep(listenSyslogTcp({ ...host, framer: framing(plain) }, { ...usual, ...plain })))
    // The same number for both, where any free one was asked for and it is free for datagrams too.
    const udp = datagrams && (await keep(listenUdp(host, { ...usual, ...datagrams }, syslog?.port)))
    const tls =
      sealed &&
      (await keep(listenSyslogTcp({ ...host, framer: framing(sealed) }, { ...usual, ...sealed, tls: sealed.identity })))
    const beats =
      listen.lumberjack &&
      (await keep(listenLumberjack(host, { ...listen.lumberjack, source: 'beats', decoder: 'beats', realm: 'real' })))
    return { syslog, udp, tls, lumberjack: beats }
  } catch (error) {
    await Promise.all(opened.map((door) => door.close()))
    throw error
  }
}

async function listenUdp(host: SyslogUdpHost, config: SyslogUdpConfig, near: number | undefined): Promise<SyslogUdp> {
  if (config.port !== 0 || near === undefined) return listenSyslogUdp(host, config)
  return listenSyslogUdp(host, { ...config, port: near }).catch(() => listenSyslogUdp(host, config))
}

function decoderSources(): SourceTable {
  // What Tocsin says of itself comes in by no door.
  return new Map(decoders.flatMap(({ id }) => (id === ownDecoder ? [] : [[id, { decoder: id }] as const])))
}
