import { isIP } from 'node:net'
import type { PasskeyPlace } from './passkey.ts'

/** Where passkeys can be used: under a host name over TLS, or under `localhost`. Nothing under an address. */
export function passkeyPlace(origin: string): PasskeyPlace | undefined {
  const { hostname, protocol } = new URL(origin)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined
  return protocol === 'https:' || hostname === 'localhost' ? { host: hostname, origin } : undefined
}
