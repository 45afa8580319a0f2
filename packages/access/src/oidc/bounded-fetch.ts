import { type IncomingMessage, request } from 'node:http'
import type { CustomFetch } from 'openid-client'
import type { Dial } from '../dial.ts'

/** Bytes of one answer of a provider, milliseconds that it may take. */
export const answerLimits = { bytes: 256 * 1024, milliseconds: 5000 } as const

/** How a provider is reached. */
export interface ProviderWay {
  readonly dial: Dial
  /** Hears each request to it, and where it goes. */
  readonly asked?: ((url: URL, address: string | null) => void) | undefined
}

/**
 * Asks a provider: over TLS unless it is on this machine, without following it elsewhere, and reading only so much for so
 * long. What a provider names as its endpoints is its own claim, so each call is held to this.
 */
export function boundedFetch(way: ProviderWay): CustomFetch {
  return async (text, { method, headers, body }) => {
    if (!isSafeAddress(text)) throw new TypeError('the provider names an address without TLS')
    const signal = AbortSignal.timeout(answerLimits.milliseconds)
    const sent = bytesOf(body)
    const answer = await ask(way, new URL(text), { method, headers: { ...headers }, sent, signal })
    const { statusCode: status = 0, statusMessage: statusText = '' } = answer
    try {
      if (redirects.has(status)) throw new TypeError('the provider leads elsewhere, which is not followed')
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > answerLimits.bytes) throw new TypeError('the provider answers too much')
        chunks.push(chunk)
      }
      const empty = status === 204 || status === 205 || status === 304
      return new Response(empty ? null : Buffer.concat(chunks), { status, statusText, headers: headersOf(answer) })
    } finally {
      answer.destroy()
    }
  }
}

interface Asking {
  readonly method: string
  readonly headers: Record<string, string>
  readonly sent: Uint8Array | undefined
  readonly signal: AbortSignal
}

async function ask(
  { dial, asked }: ProviderWay,
  url: URL,
  { method, headers, sent, signal }: Asking,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const socket = await dial({ host, port, signal, ...(secure ? { tls: { ALPNProtocols: ['http/1.1'] } } : {}) })
  asked?.(url, socket.remoteAddress ?? null)
  return new Promise((resolve, reject) => {
    const going = request(
      {
        ...{ method, host, path: `${url.pathname}${url.search}`, signal },
        // What speaks TLS is the connection: over it the request is one like any other.
        createConnection: () => socket,
        headers: {
          host: url.host,
          'user-agent': 'tocsin',
          'accept-encoding': 'identity',
          ...headers,
          ...(sent === undefined ? {} : { 'content-length': String(sent.length) }),
        },
      },
      resolve,
    )
    going.on('error', (error) => {
      socket.destroy()
      reject(error)
    })
    going.end(sent)
  })
}

/** RFC 9110 §15.4. */
const redirects = new Set([301, 302, 303, 307, 308])

function headersOf({ headers }: IncomingMessage): Headers {
  const found = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) found.append(name, one)
  }
  return found
}

function bytesOf(body: Parameters<CustomFetch>[1]['body']): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return Buffer.from(body, 'utf8')
  if (body instanceof URLSearchParams) return Buffer.from(body.toString(), 'utf8')
  if (body instanceof Uint8Array) return body
  throw new TypeError('a provider is sent text, or bytes')
}

/** `https:`, or plain `http:` to this machine. */
export function isSafeAddress(text: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(text)
    if (username !== '' || password !== '') return false
    return protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname))
  } catch {
    return false
  }
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
