import { createHash } from 'node:crypto'
import { maxPayload } from '@tocsin/event'
import type { ConnectionOf, ConnectionTrouble } from '@tocsin/sources'
import type { IPublishPacket } from 'mqtt-packet'
import { closedCode, isClosed } from '../../sends/gate/closed.ts'
import { backOff, nap } from '../back-off.ts'
import { type Driver, type DriverHost, joinRecords, peerName } from '../driver.ts'
import { meter } from '../meter.ts'
import { brokerOf, openSession, type Session } from './session.ts'
import { isOfTopic } from './topic.ts'

export const mqttLimits = {
  /** Messages and bytes that wait for the log before the broker has to. */
  waiting: 4000,
  waitingBytes: 8 * 1024 * 1024,
  /** Of messages that were acknowledged, so many are known again when the acknowledgement was lost. */
  remembered: 10_000,
  keepAliveSeconds: 60,
} as const

/**
 * Reads the messages of an MQTT broker. A message is acknowledged when it is durable: one whose acknowledgement is lost with
 * this process comes again, and is stored twice (MQTT 3.1.1 §4.3.2, at least once).
 */
export function mqtt(
  host: DriverHost,
  connection: ConnectionOf<'mqtt'>,
  tries = backOff(Math.random, { first: 1000, most: 120_000 }),
): Driver {
  const gauge = meter(host.now, { en: 'It calls the broker.', fr: 'Elle appelle le courtier.' })
  const ended = new AbortController()
  const remembered = new Map<number, string>()
  const seen = new Map<string, number>()
  let session: Session | undefined

  const read = async (): Promise<void> => {
    let waiting: IPublishPacket[] = []
    let bytes = 0
    let paused = false
    let working: Promise<void> | undefined

    const settle = async () => {
      while (waiting.length > 0) {
        const batch = waiting
        waiting = []
        bytes = 0
        if (paused) {
          paused = false
          opened.resume()
        }
        await take(batch)
        for (const { messageId, qos } of batch) if (qos === 1 && messageId !== undefined) opened.acknowledge(messageId)
      }
      working = undefined
    }
    const { host: broker, port, secure } = brokerOf(new URL(connection.url))
    const authority = connection.authority === null ? {} : { ca: connection.authority }
    const socket = await host.dial({
      host: broker,
      port,
      signal: ended.signal,
      ...(secure ? { tls: { minVersion: 'TLSv1.2', ...authority } } : {}),
    })
    const opened = openSession(
      {
        ...{ socket, secure, host: broker },
        clientId: connection.clientId ?? `tocsin-${host.id}`,
        username: connection.username,
        password: host.secret,
        topics: connection.topics,
        keepAliveSeconds: mqttLimits.keepAliveSeconds,
      },
      {
        sent: (kind, to) => host.sent({ kind, ...to }),
        ready(refused) {
          tries.reset()
          gauge.trouble(refused.length === 0 ? undefined : topicsRefused(refused))
          gauge.says({
            en: `It listens to ${connection.topics.length} topics.`,
            fr: `Elle écoute ${connection.topics.length} sujets.`,
          })
        },
        message(message) {
          waiting.push(message)
          bytes += message.payload.length
          if (!paused && (waiting.length >= mqttLimits.waiting || bytes >= mqttLimits.waitingBytes)) {
            paused = true
            opened.pause()
          }
          working ??= settle().catch((error: unknown) => {
            // Not acknowledged: it comes again with the next session.
            if (!ended.signal.aborted) gauge.trouble(troubleOf(error, host.now()))
            opened.end()
          })
        },
      },
    )
    session = opened
    try {
      await opened.over
    } finally {
      await working
    }
  }

  const take = async (batch: readonly IPublishPacket[]): Promise<void> => {
    const byTopic = new Map<string, Uint8Array[]>()
    for (const message of batch) {
      const payload = typeof message.payload === 'string' ? Buffer.from(message.payload) : message.payload
      if (!connection.topics.some((filter) => isOfTopic(filter, message.topic))) refuse('other-topic', message.topic)
      else if (payload.length > maxPayload) refuse('too-long', message.topic)
      // A retained message without bytes says that there is none (§3.3.1.3).
      else if (payload.length > 0 && !isKnown(message, payload)) {
        byTopic.set(message.topic, [...(byTopic.get(message.topic) ?? []), payload])
      }
    }
    await Promise.all([...byTopic].map(([topic, payloads]) => append(topic, payloads)))
    for (const message of batch) remember(message)
  }

  const append = async (topic: string, payloads: readonly Uint8Array[]): Promise<void> => {
    const route = connection.routes.find((one) => isOfTopic(one.topic, topic)) ?? connection
    await host.append({
      source: route.source,
      decoder: route.decoder,
      origin: connection.url.startsWith('mqtts:') ? 'proven' : 'address',
      peer: peerName(topic),
      stream: `${route.source}\n${host.id}:${topic}`,
      key: undefined,
      ...joinRecords(payloads),
    })
    gauge.brought(
      payloads.length,
      payloads.reduce((sum, { length }) => sum + length, 0),
    )
    if (seen.size < 200 || seen.has(topic)) seen.set(topic, (seen.get(topic) ?? 0) + payloads.length)
  }

  const refuse = (reason: string, topic: string) => {
    gauge.refused()
    host.refused({ reason, peer: peerName(topic) })
  }

  /** Sent again after a connection broke, under the number that it had: the log has it already. */
  const isKnown = ({ dup, messageId, topic }: IPublishPacket, payload: Uint8Array): boolean =>
    dup && messageId !== undefined && remembered.get(messageId) === hashOf(topic, payload)

  const remember = ({ qos, messageId, topic, payload }: IPublishPacket) => {
    if (qos !== 1 || messageId === undefined) return
    remembered.delete(messageId)
    remembered.set(messageId, hashOf(topic, typeof payload === 'string' ? Buffer.from(payload) : payload))
    const [oldest] = remembered.keys()
    if (remembered.size > mqttLimits.remembered && oldest !== undefined) remembered.delete(oldest)
  }

  const run = async () => {
    while (!ended.signal.aborted) {
      const moved = host.moved()
      try {
        await read()
        if (!ended.signal.aborted) throw new Error('the session ended')
      } catch (error) {
        if (ended.signal.aborted) return
        const wait = tries.next()
        gauge.trouble(troubleOf(error, host.now() + wait))
        await nap(wait, isClosed(error) ? AbortSignal.any([ended.signal, moved]) : ended.signal)
      }
    }
  }
  const running = run()

  return {
    health: () =>
      gauge.health(
        [...seen].map(([name, count]) => ({ name, state: 'reading', position: count, size: null, says: null })),
      ),
    async close() {
      ended.abort()
      session?.end()
      await running
    },
  }
}

function hashOf(topic: string, payload: Uint8Array): string {
  return createHash('sha256').update(topic).update('\0').update(payload).digest('base64url')
}

function topicsRefused(refused: readonly string[]): ConnectionTrouble {
  return {
    code: 'topic-refused',
    message: `The broker does not let us subscribe to ${refused[0] ?? ''}${refused.length > 1 ? ` and ${refused.length - 1} more` : ''}`,
    fix: 'Give this account the right to read these topics at the broker',
    retryAt: null,
  }
}

function troubleOf(error: unknown, retryAt: number): ConnectionTrouble {
  const { code, message } = error as NodeJS.ErrnoException
  if (isClosed(error)) return { code: closedCode, message, fix: error.fix ?? '', retryAt }
  return {
    code: 'broker',
    message: `${message}${code === undefined ? '' : ` (${code})`}`,
    fix: 'Check the address, the authority of its certificate, and the name and password',
    retryAt,
  }
}
