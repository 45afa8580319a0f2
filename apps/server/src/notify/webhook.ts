import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Answered } from '@tocsin/respond'
import { waitOf } from '../connect/poll/fetch-page.ts'
import { guardedLookup } from '../connect/poll/guard.ts'
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

function send(
  { url, authority, body, headers, outgoing, sent }: Posting,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method: 'POST',
        signal,
        // A connection of its own: none is left open to a receiver.
        agent: false,
        lookup: guardedLookup(outgoing.private),
        minVersion: 'TLSv1.2',
        headers: {
          'user-agent': 'tocsin',
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
        ...(authority === null ? {} : { ca: authority }),
      },
      resolve,
    )
    asked.on('error', reject)
    asked.on('socket', (socket) => {
      socket.once('connect', () => sent?.(targetOf(asked.host, socket)))
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
