import { EventEmitter } from 'node:events'
import { Server, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { limitConnections } from './connections.ts'

/** A socket that says where it comes from; the kernel would need a second machine. */
function socketFrom(address: string): Socket {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: address })
  return socket
}

test('one address holds only so many connections, and those that close make room', async () => {
  const server = new Server()
  limitConnections(server, { all: 10, perAddress: 2 })
  const connect = (address: string) => {
    const socket = socketFrom(address)
    server.emit('connection', socket)
    return socket
  }
  const sockets = [connect('192.0.2.1'), connect('192.0.2.1'), connect('192.0.2.1'), connect('192.0.2.2')]
  expect(sockets.map((socket) => socket.destroyed)).toEqual([false, false, true, false])
  sockets[0]?.destroy()
  await Promise.all([sockets[0], sockets[2]].map((socket) => EventEmitter.once(socket ?? server, 'close')))
  expect(connect('192.0.2.1').destroyed).toBe(false)
  expect(connect('192.0.2.1').destroyed).toBe(true)
  expect(Array.from({ length: 5 }, () => connect('127.0.0.1')).some((socket) => socket.destroyed)).toBe(false)
})
