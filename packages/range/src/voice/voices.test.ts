import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectAsync } from 'mqtt'
import { expect, test } from 'vitest'
import { logged, published, windowsEvent } from '../life/said.ts'
import { openBroker } from './broker.ts'
import { openVoices } from './voices.ts'

test('each record reaches the door of its wire as it is, through clients of others', async () => {
  const broker = await openBroker()
  const url = `mqtt://127.0.0.1:${broker.port}`
  const heard = new Map<string, string>()
  const listener = await connectAsync(url)
  await listener.subscribeAsync('#', { qos: 1 })
  listener.on('message', (topic, payload) => heard.set(`mqtt ${topic}`, payload.toString()))
  const socket = createSocket('udp4').on('message', (line) => heard.set('syslog', line.toString()))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const posted = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      heard.set(`${request.url} ${request.headers.authorization}`, body)
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => posted.listen(0, '127.0.0.1', resolve))
  const voices = await openVoices({
    broker: url,
    syslog: { host: '127.0.0.1', port: socket.address().port },
    http: { url: `http://127.0.0.1:${(posted.address() as AddressInfo).port}`, token: 'secret' },
  })
  const records = [
    published(0, 'feux/carrefour-001/etat', { state: 'normal' }),
    logged(0, 'bastion', 86, 'sshd[4]', 'Accepted publickey for a from 192.0.2.1 port 1 ssh2'),
    windowsEvent(0, 'poste-1', 'Security', 4624, {}),
  ]
  for (const record of records) voices.say(record)
  await voices.close()
  await expect.poll(() => heard.size).toBe(3)
  expect(heard.get('mqtt feux/carrefour-001/etat')).toBe(records[0]?.payload)
  expect(heard.get('syslog')).toBe(records[1]?.payload)
  expect(heard.get('/ingest/windows Bearer secret')).toBe(records[2]?.payload)
  expect(voices.lost()).toBe(0)
  await listener.endAsync()
  await broker.close()
  socket.close()
  posted.close()
})
