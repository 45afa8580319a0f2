import type { Socket } from 'node:net'

/**
 * Connects to somewhere else over TCP, and over TLS where that is asked for: the house decides where to, and ends it. What is
 * given is connected; a handshake may go on.
 */
export type Dial = (to: {
  readonly host: string
  readonly port: number
  readonly signal?: AbortSignal
  readonly tls?: { readonly ALPNProtocols: string[] }
}) => Promise<Socket>
