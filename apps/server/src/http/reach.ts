import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { ok, type Result } from '@tocsin/kit'
import { type Refused, refuse } from './problem.ts'

/** Under which names a browser may reach Tocsin. */
export interface ReachRules {
  /** Host names beside `localhost` and plain addresses. */
  readonly hosts: readonly string[]
  /** `https://soc.example.org`, where a reverse proxy on this machine ends TLS and keeps the Host header. */
  readonly publicOrigin?: string | undefined
}

/** `loopback` and `tls` keep a secret secret on its way; `clear` does not. */
export type Channel = 'loopback' | 'tls' | 'clear'

/** How a request came. */
export interface Reached {
  readonly channel: Channel
  /** The origin that a page of ours has when it is opened under this name. */
  readonly origin: string
  /** Who sends: the peer's address, or what our own proxy says of it. */
  readonly address: string
}

/**
 * Reads how a request came, and refuses names that are not ours.
 *
 * A page of another site can make its own name resolve to this machine (DNS rebinding); its requests then carry that
 * name as Host. An address cannot be rebound, so plain addresses pass.
 */
export function reach(headers: IncomingHttpHeaders, peer: string, rules: ReachRules): Result<Reached, Refused> {
  const host = headers.host?.toLowerCase() ?? ''
  const name = hostShape.exec(host)?.[1]
  if (name === undefined)
    return refuse(400, 'bad-host', 'The Host header cannot be read', 'Send the name and port asked')

  const near = isLoopback(peer)
  if (near && rules.publicOrigin !== undefined && new URL(rules.publicOrigin).host === host) {
    const address = lastForwarded(headers) ?? peer
    return ok({ channel: 'tls', origin: new URL(rules.publicOrigin).origin, address })
  }
  const bare = name.replace(/^\[|\]$/g, '')
  if (name !== 'localhost' && isIP(bare) === 0 && !rules.hosts.some((own) => own.toLowerCase() === name)) {
    return refuse(
      421,
      'not-our-name',
      'Tocsin is not known under this name',
      'Add the name to http.hosts, or use its address',
    )
  }
  // A proxy that hides the public name behind a loopback one would make everybody look like a person at this machine.
  const proxied = proxyHeaders.some((header) => headers[header] !== undefined)
  const loopback = near && !proxied && (name === 'localhost' || isLoopback(bare))
  return ok({ channel: loopback ? 'loopback' : 'clear', origin: new URL(`http://${host}`).origin, address: peer })
}

/**
 * Refuses what another site's page makes a browser send (CSRF), whatever the method.
 *
 * Origin and Sec-Fetch-Site are set by the browser and out of a page's hands. SameSite cookies alone would not do: every
 * port of one host is the same site. A request that changes something with a cookie needs an Origin; a program with a
 * token sends none.
 */
export function checkSameOrigin(
  method: string,
  headers: IncomingHttpHeaders,
  reached: Reached,
  withCookie: boolean,
): Result<undefined, Refused> {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  if (
    (origin !== undefined && origin !== reached.origin) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (changes && withCookie && origin === undefined)
  ) {
    return refuse(403, 'other-origin', 'The request comes from another site', `Send Origin: ${reached.origin}`)
  }
  return ok(undefined)
}

export function isLoopback(address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

const hostShape = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,252}))(?::\d{1,5})?$/
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** The last element is what our own proxy saw; those before it are what somebody claims. */
function lastForwarded(headers: IncomingHttpHeaders): string | undefined {
  const raw = headers['x-forwarded-for']
  const text = Array.isArray(raw) ? raw.join(',') : raw
  const last = text?.split(',').at(-1)?.trim()
  return last !== undefined && isIP(last) !== 0 ? last : undefined
}
