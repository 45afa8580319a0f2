import type { Socket } from 'node:net'

/** Where something was sent. */
export interface Target {
  readonly host: string
  readonly address: string | null
  readonly port: number
}

/** Where a connection leads. */
export function targetOf(
  host: string,
  { remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>,
): Target {
  return { host: host.toLowerCase(), address: remoteAddress ?? null, port: remotePort ?? 0 }
}
