import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { TocsinError } from '@tocsin/kit'
import { isClosed } from '../../sends/gate/closed.ts'
import type { DialTo } from '../../sends/gate/dial.ts'
import { type Target, targetOf } from '../../sends/target.ts'
import { refusedAddress, refusedUrl } from './guard.ts'

export const fetchLimits = {
  /** Bytes of an answer, as it is sent and unpacked. */
  bytes: 16 * 1024 * 1024,
  /** Milliseconds for all of it. */
  millis: 60_000,
  redirects: 5,
} as const

export interface Asking {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string | undefined
  readonly allowPrivate: boolean
  readonly authority: string | null
  readonly signal: AbortSignal
  readonly dial: (to: Omit<DialTo, 'order'>) => Promise<Socket>
  /** Hears where each request goes, once there is a connection. */
  readonly sent?: ((to: Target) => void) | undefined
}

export interface Page {
  readonly status: number
  readonly body: Buffer
  readonly etag: string | undefined
  readonly link: string | undefined
  /** What `Retry-After` asks for (RFC 9110 §10.2.3), in milliseconds. */
  readonly retryAfter: number | undefined
}

/**
 * Asks for one page. A redirection is followed where its target may be asked; what proves who asks goes to the first origin
 * alone. Each request has a connection of its own.
 *
 * @throws TocsinError `bad-url`, `zone-closed`, `too-large`, `too-slow`, `unavailable`
 */
export async function fetchPage(asking: Asking): Promise<Page> {
  const timeout = AbortSignal.timeout(fetchLimits.millis)
  const signal = AbortSignal.any([asking.signal, timeout])
  let { url } = asking
  for (let hop = 0; hop <= fetchLimits.redirects; hop++) {
    const wrong = refusedUrl(url, asking.allowPrivate)
    if (wrong !== undefined) throw wrong
    const answer = await ask(asking, url, signal, timeout)
    const target = isRedirect(answer.statusCode) ? answer.headers.location : undefined
    if (target === undefined) return pageOf(answer, await bodyOf(answer, timeout))
    answer.destroy()
    if (!URL.canParse(target, url.href)) throw new TocsinError('bad-url', 'The server leads to what is no URL')
    url = new URL(target, url)
  }
  throw new TocsinError('bad-url', 'The server leads from one place to the next without end', { where: url.host })
}

async function ask(
  { url: first, headers, etag, allowPrivate, authority, dial, sent }: Asking,
  url: URL,
  signal: AbortSignal,
  timeout: AbortSignal,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:'
  const socket = await dial({
    host: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    refuses: refusedAddress(allowPrivate),
    signal,
    ...(secure ? { tls: { ALPNProtocols: ['http/1.1'], ...(authority === null ? {} : { ca: authority }) } } : {}),
  }).catch((error: unknown) => {
    throw asRefusal(error, url, timeout)
  })
  sent?.(targetOf(url.hostname, socket))
  return new Promise((resolve, reject) => {
    const asked = request(
      // What speaks TLS is the connection: over it the request is one like any other.
      {
        ...partsOf(url),
        signal,
        createConnection: () => socket,
        headers: {
          host: url.host,
          'user-agent': 'tocsin',
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(etag === undefined ? {} : { 'if-none-match': etag }),
          ...(url.origin === first.origin ? headers : {}),
        },
      },
      resolve,
    )
    asked.on('error', (error) => {
      socket.destroy()
      reject(asRefusal(error, url, timeout))
    })
    asked.end()
  })
}

/** What of a URL a request over a connection that is there already names. */
function partsOf({ hostname, pathname, search }: URL): { readonly host: string; readonly path: string } {
  return { host: hostname.replace(/^\[|\]$/g, ''), path: `${pathname}${search}` }
}

async function bodyOf(answer: IncomingMessage, timeout: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length
      if (size > fetchLimits.bytes) throw tooLarge()
      parts.push(part)
    }
    const body = Buffer.concat(parts, size)
    if (answer.headers['content-encoding'] !== 'gzip' || size === 0) return body
    return gunzipSync(body, { maxOutputLength: fetchLimits.bytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge()
    throw error instanceof TocsinError ? error : asRefusal(error, undefined, timeout)
  } finally {
    answer.destroy()
  }
}

function pageOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Page {
  return {
    status: statusCode,
    body,
    etag: headers.etag,
    link: typeof headers['link'] === 'string' ? headers['link'] : undefined,
    retryAfter: waitOf(headers['retry-after'], Date.now()),
  }
}

/** Seconds, or a date. */
export function waitOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** The target of `rel="next"` (RFC 8288 §3). */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, target, params = ''] of (header ?? '').slice(0, 16_384).matchAll(/<([^<>]{0,4096})>([^<]{0,1024})/g)) {
    if (/;\s*rel\s*=\s*"?(?:[^",;]*\s)?next(?:\s[^",;]*)?"?\s*(?:;|,|$)/i.test(params)) return target
  }
  return undefined
}

function isRedirect(status = 0): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

function tooLarge(): TocsinError {
  return new TocsinError('too-large', `The answer is larger than ${fetchLimits.bytes} bytes`, {
    fix: 'Ask for fewer records at once, with a limit in the URL',
  })
}

function asRefusal(error: unknown, url: URL | undefined, timeout: AbortSignal): Error {
  if (error instanceof TocsinError) return error
  if (isClosed(error)) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (timeout.aborted)
    return new TocsinError('too-slow', 'The server did not answer in time', { fix: 'Ask for less at once' })
  return new TocsinError('unavailable', `The server cannot be asked: ${code ?? message}`, {
    ...(url === undefined ? {} : { where: url.host }),
    fix: 'Check the address, and the authority of its certificate',
  })
}
