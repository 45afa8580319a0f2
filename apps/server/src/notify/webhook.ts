import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Answered } from '@tocsin/respond'
import { waitOf } from '../connect/poll/fetch-page.ts'
import { refusedAddress } from '../connect/poll/guard.ts'
import type { DialTo } from '../sends/gate/dial.ts'
import { type Target, targetOf } from '../sends/target.ts'
import { excerpt, failed, unanswered } from './answered.ts'
import { type Outgoing, refusedWebhook } from './outgoing.ts'

export const webhookLimits = {
  /** Milliseconds for all of it. */
  millis: 15_000,
  /** Bytes of an answer that are read. */
  bytes: 2048,
} as const

export interface Posting {
  readonly url: string
  readonly authority: string | null
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly outgoing: Outgoing
  readonly signal: AbortSignal
  readonly dial: (to: Omit<DialTo, 'order'>) => Promise<Socket>
  /** Hears where it is sent, once there is a connection. */
  readonly sent?: ((to: Target) => void) | undefined
}

/**
 * Posts a body once. No redirection is followed: what is signed for one place is sent to no other. What was looked up is what
 * is called, so that a name which changes its address meanwhile leads nowhere.
 *
 * @returns what was answered; a status of 200 to 299 is a receipt
 */
export async function post(posting: Posting): Promise<Answered> {
  const { url, outgoing } = posting
  const wrong = refusedWebhook(url, outgoing)
  if (wrong !== undefined) return unanswered(wrong)
  const signal = AbortSignal.any([posting.signal, AbortSignal.timeout(webhookLimits.millis)])
  try {
    const answer = await send(posting, signal)
    return answeredOf(answer, await headOf(answer))
  } catch (error) {
    return unanswered(signal.aborted ? Object.assign(new Error('too slow'), { code: 'ABORT_ERR' }) : error)
  }
}

async function send(
  { url: written, authority, body, headers, outgoing, dial, sent }: Posting,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(written)
  // A connection of its own: none is left open to a receiver.
  const socket = await dial({
    host: url.hostname,
    port: url.port === '' ? 443 : Number(url.port),
    refuses: refusedAddress(outgoing.private),
    signal,
    tls: { minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'], ...(authority === null ? {} : { ca: authority }) },
  })
  sent?.(targetOf(url.hostname, socket))
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        method: 'POST',
        host: url.hostname.replace(/^\[|\]$/g, ''),
        path: `${url.pathname}${url.search}`,
        signal,
        // What speaks TLS is the connection: over it the request is one like any other.
        createConnection: () => socket,
        headers: {
          host: url.host,
          'user-agent': 'tocsin',
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      resolve,
    )
    asked.on('error', (error) => {
      socket.destroy()
      reject(error)
    })
    asked.end(body)
  })
}

async function headOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size >= webhookLimits.bytes) break
    }
  } finally {
    answer.destroy()
  }
  return Buffer.concat(parts).subarray(0, webhookLimits.bytes).toString('utf8')
}

function answeredOf({ statusCode = 0, headers }: IncomingMessage, head: string): Answered {
  const said = excerpt(head)
  const quoted = said === '' ? '' : ` ${said}`
  if (statusCode >= 200 && statusCode <= 299) {
    return { ok: true, status: statusCode, says: { en: `Taken.${quoted}`, fr: `Reçu.${quoted}` } }
  }
  if (statusCode >= 300 && statusCode <= 399) {
    return failed(
      statusCode,
      'It leads to another place, which is not followed: write the address that it leads to.',
      'Il mène ailleurs, ce qui n’est pas suivi : indiquez l’adresse à laquelle il mène.',
    )
  }
  const wait = waitOf(headers['retry-after'], Date.now())
  return {
    ...failed(statusCode, `Refused.${quoted}`, `Refusé.${quoted}`),
    ...(wait === undefined ? {} : { retryAfter: wait }),
  }
}
