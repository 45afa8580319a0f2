import { once } from 'node:events'
import { connect } from 'node:net'
import type { Dial } from './dial.ts'

/** Connects wherever it is told to, without TLS. */
export const plainDial: Dial = async ({ host, port, signal }) => {
  const socket = connect({ host, port })
  socket.on('error', () => undefined)
  await once(socket, 'connect', signal === undefined ? {} : { signal })
  return socket
}
