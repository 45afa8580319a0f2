import type { CustomFetch } from 'openid-client'

/** Bytes of one answer of a provider, milliseconds that it may take. */
export const answerLimits = { bytes: 256 * 1024, milliseconds: 5000 } as const

/**
 * Asks a provider: over TLS unless it is on this machine, without following it elsewhere, and reading only so much for so
 * long. What a provider names as its endpoints is its own claim, so each call is held to this.
 */
export const boundedFetch: CustomFetch = (url, options) => fetchBounded(url, options)

/** The same, and each request is heard of when it goes. */
export function boundedFetchHeard(asked: ((url: URL) => void) | undefined): CustomFetch {
  return (url, options) => fetchBounded(url, options, asked)
}

async function fetchBounded(
  url: string,
  options: Parameters<CustomFetch>[1],
  asked?: (url: URL) => void,
): Promise<Response> {
  if (!isSafeAddress(url)) throw new TypeError('the provider names an address without TLS')
  asked?.(new URL(url))
  const response = await fetch(url, {
    method: options.method,
    headers: options.headers,
    ...(options.body === undefined || options.body === null
      ? {}
      : { body: options.body as string | URLSearchParams | Uint8Array }),
    redirect: 'error',
    signal: AbortSignal.timeout(answerLimits.milliseconds),
  })
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > answerLimits.bytes) throw new TypeError('the provider answers too much')
    chunks.push(chunk)
  }
  const { status, statusText, headers } = response
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, statusText, headers })
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
