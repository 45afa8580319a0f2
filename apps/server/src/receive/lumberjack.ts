import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Origin, Realm } from '@tocsin/event'
import { maxPayload } from '@tocsin/event'
import type { EventLog, FrameDraft } from '@tocsin/store'
import { listenFailed } from '../listen-failed.ts'
import type { ByteBudget } from './budget.ts'
import { acknowledgement, inflated, type LumberjackFrame, lumberjackReader } from './lumberjack-frames.ts'
import type { Refusals } from './refusals.ts'
import { peerOf, type SyslogTls, sender } from './syslog-tcp.ts'

export interface LumberjackConfig {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly source: string
  readonly decoder: string
  readonly realm: Realm
  readonly tls?: SyslogTls | undefined
  readonly limits?: Partial<typeof lumberjackLimits>
}

export interface LumberjackHost {
  readonly log: Pick<EventLog, 'append'>
  readonly budget: ByteBudget
  readonly refusals: Refusals
}

export interface LumberjackStatus {
  readonly host: string
  readonly port: number
  readonly source: string
  readonly connections: number
  readonly events: number
  /** Windows that the log had already, from a sender that heard no answer. */
  readonly repeated: number
  readonly refused: number
}

export interface Lumberjack {
  readonly port: number
  readonly host: string
  status(): LumberjackStatus
  close(): Promise<void>
}

export const lumberjackLimits = {
  connections: 500,
  /** Beats send 2,048 at most where nobody changed it. */
  window: 10_000,
  /** Bytes of one window's events: they are acknowledged together. */
  windowBytes: 32 * 1024 * 1024,
  compressed: 16 * 1024 * 1024,
  idleMs: 15 * 60_000,
} as const

/**
 * Listens for Lumberjack v2, which Winlogbeat, Filebeat and Logstash speak.
 *
 * A window is acknowledged when all of it is durable. Its key is the hash of its events, so that a window sent again after a
 * lost answer, or after the server was killed, is not appended twice within 24 h.
 *
 * @throws TocsinError `listen-failed`
 */
export async function listenLumberjack(host: LumberjackHost, config: LumberjackConfig): Promise<Lumberjack> {
  const limits = { ...lumberjackLimits, ...config.limits }
  const connections = new Set<Socket>()
  const working = new Set<Promise<void>>()
  const totals = { events: 0, repeated: 0, refused: 0 }

  const refuse = (reason: string, peer: string, offset = 0) => {
    totals.refused++
    host.refusals.note({ source: config.source, stage: 'receive', reason, peer, offset })
  }

  const take = (socket: Socket) => {
    if (connections.size >= limits.connections) {
      refuse('too-many-connections', peerOf(socket))
      socket.on('error', () => undefined)
      socket.destroy()
      return
    }
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    socket.on('error', () => undefined)
    socket.setKeepAlive(true, 60_000)
    socket.setTimeout(limits.idleMs, () => {
      refuse('idle', peerOf(socket))
      socket.destroy()
    })
    const work = serve(socket, sender(socket, peerOf(socket)))
      .catch(() => refuse('log-failed', peerOf(socket)))
      .finally(() => {
        socket.destroy()
        working.delete(work)
      })
    working.add(work)
  }

  /** Reads one window after the other: what comes meanwhile waits in the socket. */
  async function serve(socket: Socket, who: { readonly origin: Origin; readonly peer: string }): Promise<void> {
    const window = emptyWindow()
    const frames: LumberjackFrame[] = []
    let wrong: string | undefined
    const reader = () =>
      lumberjackReader(
        { event: maxPayload, compressed: limits.compressed, inflated: limits.windowBytes },
        {
          frame: (frame) => frames.push(frame),
          refused: (reason) => {
            wrong ??= reason
          },
        },
      )
    const outer = reader()
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      outer.push(chunk)
      while (frames.length > 0 && wrong === undefined) {
        const frame = frames.shift()
        if (frame?.kind === 'compressed') {
          const inside = reader()
          const bytes = await inflated(frame.bytes, limits.windowBytes).catch(() => undefined)
          if (bytes === undefined) wrong = 'bad-compression'
          else inside.push(bytes)
          if (inside.midFrame) wrong ??= 'bad-frame'
        } else if (frame?.kind === 'window') {
          if (frame.events > limits.window) wrong = 'window-too-large'
          else window.begin(frame.events)
        } else if (frame?.kind === 'event') {
          window.add(frame.sequence, frame.json)
          if (window.bytes > limits.windowBytes) wrong = 'window-too-large'
          else if (window.whole) await keep(socket, who)
        }
      }
      if (wrong !== undefined) {
        refuse(wrong, who.peer)
        return
      }
    }
    // Events of a window that never became whole were not acknowledged: their sender sends them again.

    async function keep(to: Socket, { origin, peer }: typeof who): Promise<void> {
      const { events, sequence } = window.take()
      const stream = `${config.source}\n${to.remoteAddress ?? ''}`
      const drafts = events.map(
        (payload): FrameDraft => ({
          kind: 'data',
          realm: config.realm,
          origin,
          source: config.source,
          decoder: config.decoder,
          peer,
          key: stream,
          payload,
        }),
      )
      const cost = events.reduce((sum, event) => sum + event.length + 128, 0)
      host.budget.take(cost)
      try {
        const answer = drafts.length === 0 ? undefined : await appended(drafts)
        if (answer?.repeated === true) totals.repeated++
        else totals.events += drafts.length
        to.write(acknowledgement(sequence))
      } finally {
        host.budget.give(cost)
      }
    }
  }

  /** A full log is waited for: the sender waits too, and tries elsewhere when it is tired of it. */
  async function appended(drafts: readonly FrameDraft[]) {
    const key = createHash('sha256')
    for (const { payload } of drafts) key.update(String(payload.length)).update(':').update(payload)
    const name = key.digest('base64url')
    for (;;) {
      try {
        return await host.log.append(drafts, name)
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'log-full' || closing) throw error
        await new Promise((again) => setTimeout(again, 1000))
      }
    }
  }

  let closing = false
  const server =
    config.tls === undefined
      ? createServer(take)
      : createTlsServer(
          { key: config.tls.key, cert: config.tls.cert, minVersion: 'TLSv1.2', ...clients(config.tls) },
          take,
        )
  server.on('tlsClientError', (_: Error, socket: Socket) => refuse('tls-handshake', peerOf(socket)))
  server.maxConnections = limits.connections + 64
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenFailed('Lumberjack', config, cause)))
    server.listen({ host: config.host, port: config.port }, resolve)
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port
  return {
    host: config.host,
    port,
    status: () => ({ host: config.host, port, source: config.source, connections: connections.size, ...totals }),
    async close() {
      closing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of connections) socket.destroy()
      await Promise.all([closed, ...working])
    },
  }
}

function clients({ clientAuthority, clientCertificate }: SyslogTls) {
  if (clientAuthority === undefined) return {}
  return { ca: clientAuthority, requestCert: true, rejectUnauthorized: clientCertificate === 'required' }
}

/** The events between a `2W` and its acknowledgement. */
function emptyWindow() {
  let wanted = 0
  let sequence = 0
  let bytes = 0
  let events: Uint8Array[] = []
  return {
    get bytes() {
      return bytes
    },
    get whole() {
      return events.length > 0 && events.length >= wanted
    },
    begin(count: number) {
      wanted = count
      events = []
      bytes = 0
    },
    add(number: number, json: Uint8Array) {
      sequence = number
      bytes += json.length
      // A copy: a view would keep the whole chunk that it was cut from.
      events.push(json.slice())
    },
    take() {
      const taken = { events: events.filter((event) => event.length > 0), sequence }
      events = []
      bytes = 0
      return taken
    },
  }
}
