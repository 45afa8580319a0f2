import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { Realm } from '@tocsin/event'
import type { EventLog } from '@tocsin/store'
import { listenFailed } from '../listen-failed.ts'
import { appender, isLogFull } from './appender.ts'
import type { ByteBudget } from './budget.ts'
import type { Refusals } from './refusals.ts'

export interface SyslogUdpConfig {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly source: string
  readonly decoder: string
  readonly realm: Realm
}

export interface SyslogUdpHost {
  readonly log: Pick<EventLog, 'append'>
  readonly budget: ByteBudget
  readonly refusals: Refusals
}

export interface SyslogUdpStatus {
  readonly host: string
  readonly port: number
  readonly source: string
  readonly datagrams: number
  /** Datagrams that came while the log was behind: UDP has no way to push back. */
  readonly shed: number
  /** Bytes that the kernel holds for us, as it granted them. */
  readonly receiveBuffer: number
}

export interface SyslogUdp {
  readonly host: string
  readonly port: number
  status(): SyslogUdpStatus
  /** Takes nothing more; resolves when what was taken is durable or counted. */
  close(): Promise<void>
}

/** What is asked of the kernel; it grants at most `net.core.rmem_max`. A burst waits there while the log writes. */
const wantedBuffer = 8 * 1024 * 1024
/** Unacknowledged bytes, after which datagrams are shed. */
const unacknowledgedLimit = 16 * 1024 * 1024

/**
 * Listens for syslog over UDP (RFC 5426; RFC 3164 too): one message a datagram.
 *
 * Nothing is promised to a sender: what comes while the log is behind is counted and gone, and what the kernel drops is
 * counted by the kernel (`/proc/net/udp`).
 *
 * @throws TocsinError `listen-failed`
 */
export async function listenSyslogUdp(host: SyslogUdpHost, config: SyslogUdpConfig): Promise<SyslogUdp> {
  const { source, decoder, realm } = config
  const socket = createSocket({ type: config.host.includes(':') ? 'udp6' : 'udp4', reuseAddr: false })
  await bound(socket, config)
  let datagrams = 0
  let shed = 0

  const frames = appender({
    log: host.log,
    budget: host.budget,
    limit: unacknowledgedLimit,
    whenLogFull: 'retry',
    onRoom: () => undefined,
    onLost: (drafts, error) =>
      host.refusals.note({
        source,
        stage: 'receive',
        reason: isLogFull(error) ? 'log-full' : 'log-failed',
        peer: drafts[0]?.peer ?? '',
        count: drafts.length,
        ...(drafts[0] === undefined ? {} : { bytes: drafts[0].payload }),
      }),
  })

  socket.on('message', (bytes, from) => {
    datagrams++
    const peer = peerOf(from)
    if (frames.full) {
      shed++
      host.refusals.note({ source, stage: 'receive', reason: 'log-behind', peer, bytes })
      return
    }
    const payload = trimmed(bytes)
    if (payload.length === 0) {
      host.refusals.note({ source, stage: 'receive', reason: 'empty-frame', peer, offset: 0 })
      return
    }
    const key = `${source}\n${from.address}`
    frames.add({ kind: 'data', realm, origin: 'claimed', source, decoder, peer, key, payload })
  })
  // An ICMP error about something that nobody sent: the socket goes on.
  socket.on('error', () => host.refusals.note({ source, stage: 'receive', reason: 'socket-error', peer: '' }))

  const { port } = socket.address()
  return {
    host: config.host,
    port,
    status: () => ({
      host: config.host,
      port,
      source,
      datagrams,
      shed,
      receiveBuffer: socket.getRecvBufferSize(),
    }),
    async close() {
      await new Promise<void>((resolve) => socket.close(() => resolve()))
      const patience = setTimeout(() => frames.abandon(), 3000)
      await frames.settle()
      clearTimeout(patience)
      frames.abandon()
    },
  }
}

/** A source address over UDP is what the sender wrote there: hence `claimed`, though the address is named. */
function peerOf({ address, family, port }: RemoteInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`
}

/** Senders end a datagram with a line end or a NUL, which is no part of the message (RFC 5426 §3.1 has none). */
function trimmed(bytes: Buffer): Uint8Array {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--
  // The kernel's buffer is reused by node for the next datagram only after this call: a frame may wait longer.
  return Uint8Array.prototype.slice.call(bytes, 0, end)
}

function bound(socket: Socket, { host, port }: SyslogUdpConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => reject(listenFailed('syslog over UDP', { host, port }, cause)))
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      try {
        socket.setRecvBufferSize(wantedBuffer)
      } catch {
        // The usual size then: a burst is dropped sooner, and the kernel counts it.
      }
      resolve()
    })
  })
}
