import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import type { Origin, Realm } from '@tocsin/event'
import type { Clock } from '@tocsin/kit'
import type { EventLog } from '@tocsin/store'
import { listenFailed } from '../listen-failed.ts'
import type { ByteBudget } from './budget.ts'
import type { Framer } from './framer.ts'
import type { Refusals } from './refusals.ts'
import { type SyslogConnection, syslogConnection } from './syslog-connection.ts'
import { type SyslogTcpLimits, syslogTcpLimits } from './syslog-limits.ts'

export interface SyslogTcpConfig {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly source: string
  readonly decoder: string
  readonly realm: Realm
  readonly limits?: Partial<SyslogTcpLimits>
  /** Syslog over TLS (RFC 5425); plain TCP where it is absent. */
  readonly tls?: SyslogTls | undefined
}

export interface SyslogTls {
  /** PEM. */
  readonly key: string
  readonly cert: string
  /** PEM of the authority whose client certificates prove a sender; a certificate of another one is refused. */
  readonly clientAuthority?: string | undefined
  /** Whether a sender without a certificate is refused. */
  readonly clientCertificate: 'optional' | 'required'
}

export interface SyslogTcpHost {
  readonly log: Pick<EventLog, 'append'>
  readonly budget: ByteBudget
  readonly refusals: Refusals
  readonly clock: Clock
  /** RFC 6587, both framings. */
  readonly framer: () => Framer
}

export interface SyslogTcpStatus {
  readonly host: string
  readonly port: number
  readonly source: string
  readonly connections: number
  /** Those that are not read because the log is behind. */
  readonly paused: number
  readonly accepted: number
  readonly refused: number
  readonly unacknowledged: number
}

export interface SyslogTcp {
  readonly host: string
  readonly port: number
  status(): SyslogTcpStatus
  /** Stops listening and reading; resolves when what was read is durable or counted. */
  close(): Promise<void>
}

/**
 * Listens for syslog over TCP (RFC 6587) or TLS (RFC 5425, whose octet counting is one of the two framings). TCP has no answer to a frame, so that pushing back is all that can be promised.
 *
 * @throws TocsinError `listen-failed`
 */
export async function listenSyslogTcp(host: SyslogTcpHost, config: SyslogTcpConfig): Promise<SyslogTcp> {
  const { source, decoder, realm } = config
  const limits = { ...syslogTcpLimits, ...config.limits }
  const connections = new Set<SyslogConnection>()
  const byAddress = new Map<string, number>()
  let accepted = 0
  let refused = 0

  const turnAway = (socket: Socket, peer: string, reason: string) => {
    refused++
    host.refusals.note({ source, stage: 'receive', reason, peer })
    socket.on('error', () => {})
    socket.destroy()
  }

  const take = (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress)
    const peer = peerOf(socket)
    const already = byAddress.get(address) ?? 0
    if (connections.size >= limits.connections) return turnAway(socket, peer, 'too-many-connections')
    if (already >= limits.connectionsPerAddress) return turnAway(socket, peer, 'too-many-from-address')
    accepted++
    byAddress.set(address, already + 1)
    const connection = syslogConnection({
      socket,
      framer: host.framer(),
      log: host.log,
      budget: host.budget,
      refusals: host.refusals,
      limits,
      now: host.clock.now,
      draft: { kind: 'data', realm, ...sender(socket, peer), source, decoder, key: `${source}\n${address}` },
      gone() {
        connections.delete(connection)
        const left = (byAddress.get(address) ?? 1) - 1
        if (left === 0) byAddress.delete(address)
        else byAddress.set(address, left)
      },
    })
    connections.add(connection)
  }

  const server = config.tls === undefined ? createServer(take) : tlsServer(config.tls, take, turnAway)
  // Handshakes cost more than frames: they are bounded before they begin.
  server.maxConnections = limits.connections + 64
  server.on('drop', (data) => {
    refused++
    host.refusals.note({ source, stage: 'receive', reason: 'too-many-connections', peer: data?.remoteAddress ?? '' })
  })
  await listening(server, config)
  // accept fails where file descriptors run out; the connections that stand go on
  server.on('error', () => {
    refused++
    host.refusals.note({ source, stage: 'receive', reason: 'accept-failed', peer: '' })
  })
  const checking = setInterval(() => {
    const now = host.clock.now()
    for (const connection of connections) connection.check(now)
  }, limits.checkMs)
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port

  return {
    host: config.host,
    port,
    status() {
      let paused = 0
      let unacknowledged = 0
      for (const connection of connections) {
        if (connection.paused) paused++
        unacknowledged += connection.unacknowledged
      }
      return {
        host: config.host,
        port,
        source,
        connections: connections.size,
        paused,
        accepted,
        refused,
        unacknowledged,
      }
    },
    async close() {
      clearInterval(checking)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const finished = [...connections].map((connection) => connection.close())
      const patience = setTimeout(() => {
        for (const connection of connections) connection.abandon()
      }, limits.closeMs)
      await Promise.all([closed, ...finished])
      clearTimeout(patience)
    },
  }
}

/** A client certificate that was verified proves who sends; its name stands before the address. */
export function sender(socket: Socket, peer: string): { readonly origin: Origin; readonly peer: string } {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return { origin: 'address', peer }
  const { CN } = socket.getPeerCertificate().subject
  const name = (Array.isArray(CN) ? CN[0] : CN) ?? ''
  // A peer has 255 bytes, and the address must stay.
  const plain = name.replace(/[^\x21-\x7e]/g, '?').slice(0, 128)
  return { origin: 'proven', peer: plain === '' ? peer : `${plain}@${peer}` }
}

/** How long a sender may take for its handshake, in milliseconds. */
const handshakeMs = 10_000

function tlsServer(
  { key, cert, clientAuthority, clientCertificate }: SyslogTls,
  take: (socket: Socket) => void,
  turnAway: (socket: Socket, peer: string, reason: string) => void,
): Server {
  const server = createTlsServer(
    {
      key,
      cert,
      // RFC 9662 §4: TLS 1.2 or later for syslog.
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMs,
      ...(clientAuthority === undefined
        ? {}
        : { ca: clientAuthority, requestCert: true, rejectUnauthorized: clientCertificate === 'required' }),
    },
    (socket) => {
      // Optional means that there need be none, not that a false one will do.
      const shown = clientAuthority !== undefined && Object.keys(socket.getPeerCertificate()).length > 0
      if (shown && !socket.authorized) turnAway(socket, peerOf(socket), 'bad-client-certificate')
      else take(socket)
    },
  )
  server.on('tlsClientError', (_, socket) => turnAway(socket, peerOf(socket), 'tls-handshake'))
  return server
}

/** `address:port` of the other end. */
export function peerOf(socket: Socket): string {
  const address = plainAddress(socket.remoteAddress)
  return `${address.includes(':') ? `[${address}]` : address}:${socket.remotePort ?? 0}`
}

/** RFC 4291 §2.5.5.2: an IPv4 sender is the same one whether it came over an IPv4 or a dual socket. */
function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, '')
}

function listening(server: Server, { host, port }: SyslogTcpConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(listenFailed('syslog over TCP', { host, port }, cause)),
    )
    server.listen({ host, port, backlog: 511 }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}
