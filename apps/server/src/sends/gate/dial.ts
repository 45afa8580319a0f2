import { getServers, type LookupAddress, lookup } from 'node:dns'
import { once } from 'node:events'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { TocsinError } from '@tocsin/kit'
import type { NoteSent, SentOrder } from '../sent.ts'
import { closedError } from './closed.ts'
import type { Admission, Attempt } from './gate.ts'

/** Where a connection is to lead, and by which order. */
export interface DialTo {
  readonly order: SentOrder
  readonly host: string
  readonly port: number
  /** Why an address must not be called, whatever the zones say. */
  readonly refuses?: (address: string, host: string) => TocsinError | undefined
  /** Speaks TLS with the host; the handshake goes on behind what is given. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'minVersion' | 'ALPNProtocols'>
  readonly signal?: AbortSignal | undefined
}

/** The one way out of Tocsin: whatever connects to somewhere else connects here. */
export interface Dialer {
  /**
   * Connects over TCP, and over TLS where that is asked for. What was looked up and checked is what is connected to, so that a name which changes its address
   * meanwhile (DNS rebinding) leads nowhere else. The connection ends when its zone is closed.
   *
   * @throws TocsinError `zone-closed`, what `refuses` gives, or the system's error
   */
  dial(to: DialTo): Promise<Socket>
  /** Looks at what stands again: something may have been closed. */
  moved(): Promise<void>
  close(): void
}

export interface DialHouse {
  readonly admit: (attempt: Attempt) => Promise<Admission>
  readonly sent: NoteSent
}

/** The machine's resolver, as the order by which a name is asked for. */
const resolverOrder: SentOrder = { kind: 'setting', id: 'resolver' }
const resolverPort = 53

export function openDialer({ admit, sent }: DialHouse): Dialer {
  const standing = new Set<Standing>()
  /** How often something may have been opened or closed: an answer from before holds no longer. */
  let moves = 0

  const admitted = async (attempt: Attempt): Promise<Admission> => {
    for (;;) {
      const asked = moves
      const answer = await admit(attempt)
      if (asked === moves) return answer
    }
  }

  const resolve = async (host: string, { order, port }: DialTo): Promise<readonly string[]> => {
    if (isIP(host) !== 0) return [host]
    const before = await admitted({ order, host, port, addresses: [] })
    if (before.closed !== undefined) throw closedError(before.closed, host)
    if (!isThisMachine(host)) await askResolver(admitted, sent)
    return (await lookedUp(host)).map(({ address }) => address)
  }

  /** Opens the connection in the turn of the answer: what is closed later ends what stands by then. */
  const opened = async (attempt: Attempt): Promise<Standing> => {
    for (;;) {
      const asked = moves
      const { addresses, closed } = await admit(attempt)
      if (asked !== moves) continue
      if (addresses.length === 0) throw closedError(closed ?? {}, attempt.host)
      const socket = connectTo(attempt.host, attempt.port, addresses)
      const one: Standing = { attempt: { ...attempt, addresses }, socket, end: (why) => void socket.destroy(why) }
      standing.add(one)
      socket.once('close', () => standing.delete(one))
      // Whoever takes it hears of its errors; before that they end nothing else.
      socket.on('error', () => undefined)
      return one
    }
  }

  return {
    dial: async (to) => {
      const { order, port, signal, tls } = to
      const host = to.host.toLowerCase().replace(/^\[|\]$/g, '')
      const found = await until(signal, resolve(host, to))
      const wrong = found.map((address) => to.refuses?.(address, host))
      const meant = found.filter((_, at) => wrong[at] === undefined)
      if (meant.length === 0) throw wrong.find((one) => one !== undefined) ?? notFound(host)
      const one = await opened({ order, host, port, addresses: meant })
      const { socket } = one
      try {
        signal?.throwIfAborted()
        await once(socket, 'connect', signal === undefined ? {} : { signal })
      } catch (error) {
        socket.destroy()
        throw error
      }
      if (tls === undefined) return socket
      const name = isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}
      const secure = connectTls({ ...tls, ...name, host, socket })
      secure.on('error', () => undefined)
      one.end = (why) => {
        secure.destroy(why)
        socket.destroy()
      }
      return secure
    },
    moved: async () => {
      moves++
      await Promise.all(
        [...standing].map(async (one) => {
          const reached = one.socket.remoteAddress
          const addresses = reached === undefined ? one.attempt.addresses : [reached]
          const { closed } = await admitted({ ...one.attempt, addresses, again: true })
          if (closed !== undefined) one.end(closedError(closed, one.attempt.host))
        }),
      )
    },
    close: () => {
      for (const { socket } of [...standing]) socket.destroy()
    },
  }
}

/** A connection that stands, or is being made. */
interface Standing {
  readonly attempt: Attempt
  readonly socket: Socket
  end: (why: TocsinError) => void
}

/** The resolver of the system cannot be stopped: who waits for it can. */
function until<Value>(signal: AbortSignal | undefined, what: Promise<Value>): Promise<Value> {
  if (signal === undefined) return what
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    what.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function connectTo(host: string, port: number, addresses: readonly string[]): Socket {
  const [first = ''] = addresses
  if (isIP(host) !== 0) return connect({ host: first, port })
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }))
  const given: LookupFunction = (_, { all }, done) => {
    if (all === true) return (done as (error: null, all: LookupAddress[]) => void)(null, found)
    done(null, first, isIP(first))
  }
  return connect({ host, port, lookup: given })
}

function lookedUp(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error === null) resolve(found)
      else reject(error)
    })
  })
}

/** Counts that a name is asked for at the resolver that is asked first (resolv.conf(5)); none of them may stand in a closed zone. */
async function askResolver(admit: (attempt: Attempt) => Promise<Admission>, sent: NoteSent): Promise<void> {
  const servers = getServers().map(serverOf)
  const [first] = servers
  for (const { address, port } of servers) {
    const { closed } = await admit({ order: resolverOrder, host: address, port, addresses: [address] })
    if (closed !== undefined) throw closedError(closed, address)
  }
  sent({
    ...{ kind: 'name-lookup', order: resolverOrder, host: first?.address ?? 'system resolver' },
    ...{ address: first?.address ?? null, port: first?.port ?? resolverPort },
  })
}

/** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
function serverOf(text: string): { readonly address: string; readonly port: number } {
  if (isIP(text) !== 0) return { address: text, port: resolverPort }
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(text) ?? []
  return { address: six ?? four ?? text, port: port === undefined ? resolverPort : Number(port) }
}

/** RFC 6761 §6.3: such a name is asked for nowhere. */
function isThisMachine(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/.test(host)
}

function notFound(host: string): TocsinError {
  return new TocsinError('no-address', `${host} has no address`, { where: host, fix: 'Check the name' })
}
