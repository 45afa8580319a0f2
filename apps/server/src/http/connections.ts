import type { Server } from 'node:net'
import { isLoopback } from './reach.ts'

export interface ConnectionLimits {
  readonly all: number
  /** From one address that is not this machine: one neighbour does not take everybody's place. */
  readonly perAddress: number
}

export const connectionLimits: ConnectionLimits = { all: 1000, perAddress: 100 }

/** Closes connections past the limits as soon as they open. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const open = new Map<string, number>()
  server.maxConnections = limits.all
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? ''
    if (isLoopback(address)) return
    const count = (open.get(address) ?? 0) + 1
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
    if (count > limits.perAddress) socket.destroy()
  })
}
