import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { plainDial } from '../dial.fixture.ts'
import { syslogCopy, syslogQueue } from './syslog-copy.ts'

async function listen(port = 0): Promise<{ server: Server; port: number; got: () => string; drop: () => void }> {
  let text = ''
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    server,
    port: (server.address() as AddressInfo).port,
    got: () => text,
    drop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('lines arrive as RFC 5424 messages with their octets counted', async () => {
  const there = await listen()
  const copy = syslogCopy({
    dial: plainDial,
    host: '127.0.0.1',
    port: there.port,
    clock: manualClock(1_700_000_000_000),
  })
  copy.send('{"c":1} été')
  await until(() => there.got().endsWith('été'))
  const [, count = '', message = ''] = /^(\d+) (<109>1 2023-11-14T22:13:20\.000Z .*)$/.exec(there.got()) ?? []
  expect(Number(count)).toBe(Buffer.byteLength(message))
  expect(message).toMatch(/ tocsin \d+ audit-checkpoint - \{"c":1\} été$/)
  copy.close()
  there.drop()
})

test('what cannot be sent waits, the oldest goes when too much waits, and it goes on when the other side is back', async () => {
  const there = await listen()
  const { port } = there
  there.drop()
  await once(there.server, 'close')
  const copy = syslogCopy({ dial: plainDial, host: '127.0.0.1', port, retry: 5 })
  for (let n = 0; n < syslogQueue + 10; n++) copy.send(`line ${n}`)
  expect(copy.status()).toMatchObject({ waiting: syslogQueue, dropped: 10 })
  await until(() => copy.status().failure !== undefined)
  const back = await listen(port)
  await until(() => back.got().includes(`line ${syslogQueue + 9}`))
  expect(back.got()).not.toContain('- line 9<')
  expect(copy.status()).toMatchObject({ waiting: 0, sent: syslogQueue, failure: undefined })
  copy.close()
  back.drop()
})
