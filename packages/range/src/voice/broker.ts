import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'

export interface Broker {
  readonly port: number
  close(): Promise<void>
}

/** The town's MQTT broker, on this machine alone; sessions live as long as it does. */
export async function openBroker(port = 0): Promise<Broker> {
  const aedes = await Aedes.createBroker()
  const server: Server = createServer((socket: Socket) => void aedes.handle(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('a broker listens at a port')
  return {
    port: at.port,
    close: () =>
      new Promise((resolve) => {
        aedes.close(() => server.close(() => resolve()))
      }),
  }
}
