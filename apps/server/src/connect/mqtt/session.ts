import type { Socket } from 'node:net'
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet'
import type { SentKind } from '../../sends/sent.ts'
import { type Target, targetOf } from '../../sends/target.ts'

export interface SessionOptions {
  /** A connection to the broker, in TLS where `secure`. */
  readonly socket: Socket
  readonly secure: boolean
  /** As it was asked for. */
  readonly host: string
  readonly clientId: string
  readonly username: string | null
  readonly password: string | undefined
  readonly topics: readonly string[]
  readonly keepAliveSeconds: number
}

export interface SessionOut {
  /** The broker knows us and took the subscriptions; which of them it refused. */
  ready(refused: readonly string[]): void
  message(message: IPublishPacket): void
  /** Hears each packet that goes to the broker. */
  sent?(kind: SentKind, to: Target): void
}

/** Where the broker of a URL is. */
export function brokerOf(url: URL): { readonly host: string; readonly port: number; readonly secure: boolean } {
  const secure = url.protocol === 'mqtts:'
  const port = url.port === '' ? (secure ? 8883 : 1883) : Number(url.port)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, secure }
}

/** A connection to a broker: from CONNECT to its end. */
export interface Session {
  /** Rejects with why it ended; never resolves but after `end`. */
  readonly over: Promise<void>
  /** The broker may forget this message. */
  acknowledge(messageId: number): void
  /** Reads nothing more until `resume`: the broker's window fills. */
  pause(): void
  resume(): void
  end(): void
}

/** Why a broker did not take a connection (MQTT 3.1.1 §3.2.2.3). */
const refusals: Readonly<Record<number, string>> = {
  1: 'the broker does not speak MQTT 3.1.1',
  2: 'the broker does not take this client id',
  3: 'the broker is not available',
  4: 'the broker does not take this name and password',
  5: 'the broker does not let this client in',
}
const sentAs: { readonly [_ in Packet['cmd']]?: SentKind } = {
  connect: 'mqtt-connect',
  subscribe: 'mqtt-subscribe',
  pingreq: 'mqtt-ping',
  puback: 'mqtt-acknowledge',
  disconnect: 'mqtt-disconnect',
}
const greetingMs = 15_000
/** Bytes of one packet that are held until it is whole: four times what a message may be. */
const mostHeld = 4 * 1024 * 1024

/** Opens a session over a connection, that the broker keeps (MQTT 3.1.1 §3.1.2.4), and subscribes at QoS 1. */
export function openSession(options: SessionOptions, out: SessionOut): Session {
  const { socket, secure, host, topics, keepAliveSeconds } = options
  const packets = parser({ protocolVersion: 4 })
  let ended = false
  let heard = Date.now()
  let pinging: NodeJS.Timeout | undefined
  let why: Error | undefined
  const greeting = setTimeout(() => fail('the broker does not answer'), greetingMs)

  const send = (packet: Packet) => {
    if (socket.destroyed) return
    socket.write(generate(packet, { protocolVersion: 4 }))
    const kind = sentAs[packet.cmd]
    if (kind !== undefined) out.sent?.(kind, targetOf(host, socket))
  }
  const fail = (reason: string) => {
    why ??= new Error(reason)
    socket.destroy()
  }

  const over = new Promise<void>((resolve, reject) => {
    socket.on('error', (error) => {
      why ??= error
    })
    // It may have ended before anybody listened.
    if (socket.destroyed) reject(new Error('the broker closed the connection'))
    socket.on('close', () => {
      clearTimeout(greeting)
      clearInterval(pinging)
      if (ended) resolve()
      else reject(why ?? new Error('the broker closed the connection'))
    })
  })
  over.catch(() => undefined)

  const greet = () => {
    send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: options.clientId,
      clean: false,
      keepalive: keepAliveSeconds,
      ...(options.username === null ? {} : { username: options.username }),
      ...(options.username === null || options.password === undefined
        ? {}
        : { password: Buffer.from(options.password, 'utf8') }),
    })
  }
  if (secure) socket.once('secureConnect', greet)
  else greet()

  packets.on('error', () => fail('the broker sent what is no MQTT'))
  packets.on('packet', (packet: Packet) => {
    heard = Date.now()
    if (packet.cmd === 'connack') {
      clearTimeout(greeting)
      if (packet.returnCode !== 0) return fail(refusals[packet.returnCode ?? -1] ?? 'the broker refuses us')
      send({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
      })
      pinging = setInterval(() => {
        // §3.1.2.10: once and a half the time; what is paused cannot be heard.
        if (!socket.isPaused() && Date.now() - heard > keepAliveSeconds * 1500) fail('the broker fell silent')
        else send({ cmd: 'pingreq' })
      }, keepAliveSeconds * 500)
    } else if (packet.cmd === 'suback') {
      // §3.9.3: 0x80 is a failure.
      out.ready(topics.filter((_, at) => packet.granted[at] === 0x80))
    } else if (packet.cmd === 'publish') out.message(packet)
  })
  socket.on('data', (chunk) => {
    if (packets.parse(chunk) > mostHeld) fail('the broker sent a packet that is too large')
  })

  return {
    over,
    acknowledge: (messageId) => send({ cmd: 'puback', messageId }),
    pause: () => socket.pause(),
    resume: () => {
      heard = Date.now()
      socket.resume()
    },
    end() {
      ended = true
      send({ cmd: 'disconnect' })
      socket.destroySoon()
      setTimeout(() => socket.destroy(), 500).unref()
    },
  }
}
