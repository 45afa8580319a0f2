import { request } from 'node:http'
import { TocsinError } from '@tocsin/kit'
import type { HandWay } from '../sends/gate/hand-way.ts'
import { targetOf } from '../sends/target.ts'

export interface FetchOptions {
  /** How it gets out. */
  readonly way: HandWay
  /** PEM of the authority that the server's certificate must come from; the system's where absent. */
  readonly ca?: string
  /** Hosts beside the URL's own to which it may lead on. */
  readonly hosts?: readonly string[]
  readonly maxBytes?: number
  /** Milliseconds for all of it. */
  readonly timeout?: number
}

const mostRedirects = 5
const usualBytes = 64 * 1_048_576

/**
 * Fetches a release over HTTPS, and nothing else: bounded in bytes and time, never to another host that nobody named.
 *
 * @throws TocsinError `fetch-failed`, `other-host`, `too-large`
 */
export async function fetchRelease(url: string, options: FetchOptions): Promise<Uint8Array> {
  const asked = addressOf(url)
  const hosts = new Set([asked.host, ...(options.hosts ?? [])])
  const ends = Date.now() + (options.timeout ?? 120_000)
  let next = asked
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await once(next, options, ends)
    if (!('location' in answer)) return answer.bytes
    const to = addressOf(new URL(answer.location, next).href)
    if (!hosts.has(to.host)) {
      throw new TocsinError('other-host', `${next.host} leads on to ${to.host}, which nobody named`, {
        where: url,
        fix: `Look whether that is right, then say so with --allow-host ${to.host}`,
      })
    }
    next = to
  }
  throw failed(url, `it leads on more than ${mostRedirects} times`)
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.username === '') return url
  throw new TocsinError('fetch-failed', 'Releases are fetched over HTTPS only', {
    where: text,
    fix: 'Give an https:// address without a name and a passphrase, or fetch the file yourself',
  })
}

type Answer = { readonly bytes: Uint8Array } | { readonly location: string }

async function once(url: URL, { ca, way, maxBytes = usualBytes }: FetchOptions, ends: number): Promise<Answer> {
  const signal = AbortSignal.timeout(Math.max(1, ends - Date.now()))
  const port = url.port === '' ? 443 : Number(url.port)
  const tls = { ALPNProtocols: ['http/1.1'], ...(ca === undefined ? {} : { ca }) }
  const socket = await way.dial({ host: url.hostname, port, signal, tls }).catch((error: unknown) => {
    if (error instanceof TocsinError) throw error
    throw failed(url.href, saysOf(error, signal))
  })
  way.sent({ kind: 'rules-fetch', ...targetOf(url.hostname, socket) })
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        path: `${url.pathname}${url.search}`,
        signal,
        // What speaks TLS is the connection: over it the request is one like any other.
        createConnection: () => socket,
        headers: { host: url.host, 'user-agent': 'tocsin' },
      },
      (response) => {
        const { statusCode = 0, headers } = response
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
          response.destroy()
          return resolve({ location: headers.location })
        }
        if (statusCode !== 200) {
          response.destroy()
          return reject(failed(url.href, `the server answered ${statusCode}`))
        }
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          chunks.push(chunk)
          if (length <= maxBytes) return
          asked.destroy()
          reject(
            new TocsinError('too-large', `It has more than ${maxBytes} bytes`, {
              where: url.href,
              fix: 'Fetch it yourself, and take only the folder of rules',
            }),
          )
        })
        response.once('error', (error) => reject(failed(url.href, saysOf(error, signal))))
        response.once('end', () => resolve({ bytes: Buffer.concat(chunks) }))
      },
    )
    asked.once('error', (error) => {
      socket.destroy()
      reject(failed(url.href, saysOf(error, signal)))
    })
    asked.end()
  })
}

function saysOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it took too long'
  return error instanceof Error ? error.message : String(error)
}

function failed(where: string, why: string): TocsinError {
  return new TocsinError('fetch-failed', `The release cannot be fetched: ${why}`, {
    where,
    fix: 'Check the address and the certificate; --ca names the authority of a house of its own',
  })
}
