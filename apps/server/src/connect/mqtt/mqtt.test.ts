import { createServer, type Server, type Socket } from 'node:net'
import { type ConnectionOf, connectionShape, decoders } from '@tocsin/sources'
import { Aedes } from 'aedes'
import { generate, type Packet, parser } from 'mqtt-packet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ScratchLog, scratchLog, until } from '../../receive/scratch-log.ts'
import { openWay } from '../../sends/gate/gate.fixture.ts'
import { backOff } from '../back-off.ts'
import { type Batch, type Driver, draftsOf } from '../driver.ts'
import { mqtt } from './mqtt.ts'
import { isOfTopic } from './topic.ts'

let broker: Aedes
let server: Server
let port: number
let scratch: ScratchLog
let driver: Driver | undefined
const sockets = new Set<Socket>()
const appended: Batch[] = []

beforeEach(async () => {
  appended.length = 0
  scratch = scratchLog()
  broker = await Aedes.createBroker()
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(async () => {
  await driver?.close()
  for (const socket of sockets) socket.destroy()
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())))
  await scratch.close()
})

function start(more: object = {}): Driver {
  driver = mqtt(
    {
      id: 'mqtt-1',
      secret: 'pass',
      positions: new Map(),
      now: Date.now,
      append: (batch) => {
        appended.push(batch)
        return scratch.log.append(draftsOf(batch), batch.key)
      },
      keep: async () => {},
      dial: openWay(),
      moved: () => new AbortController().signal,
      sent: () => {},
      refused: () => {},
    },
    connectionShape.parse({
      kind: 'mqtt',
      name: 'x',
      source: 'sensors',
      url: `mqtt://127.0.0.1:${port}`,
      topics: ['city/#'],
      ...more,
    }) as ConnectionOf<'mqtt'>,
    backOff(() => 0.5, { first: 5, most: 20 }),
  )
  return driver
}

const publish = (topic: string, payload: string) =>
  new Promise<void>((resolve, reject) =>
    broker.publish(
      { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false },
      (error) => (error ? reject(error) : resolve()),
    ),
  )
const texts = () => scratch.frames().flatMap(({ kind, text }) => (kind === 'data' ? [text] : []))
const ready = (one: Driver) => until(() => one.health().state === 'waiting')

test('a message is a frame of its topic, under the source of its route', async () => {
  await ready(start({ routes: [{ topic: 'city/+/up', source: 'lorawan', decoder: 'json' }] }))
  await publish('city/a/up', '{"n":1}')
  await publish('city/b', '{"n":2}')
  await publish('other', '{"n":3}')
  await until(() => texts().length === 2)
  expect(appended.map(({ source, peer }) => [source, peer]).sort()).toEqual([
    ['lorawan', 'city/a/up'],
    ['sensors', 'city/b'],
  ])
})

test('a message is acknowledged when it is durable, not before, and what was not comes again', async () => {
  const acknowledged: number[] = []
  broker.on('ack', () => acknowledged.push(texts().length))
  const one = start()
  await ready(one)
  scratch.hold()
  await publish('city/a', 'first')
  await until(() => scratch.waiting.appends === 1)
  expect(acknowledged).toEqual([])
  scratch.release()
  await until(() => acknowledged.length === 1)
  expect(acknowledged).toEqual([1])

  await one.close()
  // The broker keeps the session: what comes while nobody listens waits there.
  await publish('city/a', 'while away')
  start()
  await until(() => texts().includes('while away'))
  expect(texts()).toEqual(['first', 'while away'])
})

test('a broken connection is made again, and nothing is lost', async () => {
  await ready(start())
  scratch.hold()
  await publish('city/a', 'x')
  await until(() => scratch.waiting.appends === 1)
  for (const socket of sockets) socket.destroy()
  scratch.release()
  await until(() => texts().length >= 1)
  await publish('city/a', 'y')
  await until(() => texts().includes('y'))
  expect(new Set(texts())).toEqual(new Set(['x', 'y']))
})

test('a message that comes again because its acknowledgement was lost is not stored twice', async () => {
  const acknowledged: number[] = []
  let connections = 0
  // aedes never says that it sends a message again (MQTT 3.1.1 §3.3.1.1): a broker that does.
  const strict = createServer((socket) => {
    const again = connections++ > 0
    const packets = parser({ protocolVersion: 4 })
    const send = (packet: Packet) => socket.write(generate(packet))
    packets.on('packet', ({ cmd, messageId = 0 }) => {
      if (cmd === 'connect') send({ cmd: 'connack', returnCode: 0, sessionPresent: again })
      if (cmd === 'puback') {
        acknowledged.push(messageId)
        if (!again) socket.destroy()
      }
      if (cmd !== 'subscribe') return
      send({ cmd: 'suback', messageId, granted: [1] })
      const message = { cmd: 'publish', topic: 'city/a', qos: 1, retain: false } as const
      send({ ...message, messageId: 7, payload: 'x', dup: again })
      if (again) send({ ...message, messageId: 8, payload: 'x', dup: false })
    })
    socket.on('data', (chunk) => packets.parse(chunk)).on('error', () => {})
  })
  await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve))
  const at = strict.address()
  start({ url: `mqtt://127.0.0.1:${typeof at === 'object' ? at?.port : 0}` })
  await until(() => acknowledged.length === 3)
  expect([acknowledged, texts()]).toEqual([
    [7, 7, 8],
    ['x', 'x'],
  ])
  await driver?.close()
  strict.close()
})

test('a broker that does not let us in is said aloud', async () => {
  broker.authenticate = (_client, name, password, done) =>
    done(null, name === 'tocsin' && password?.toString() === 'pass')
  const refused = start({ username: 'somebody' })
  await until(() => refused.health().state === 'trouble')
  expect(refused.health().trouble?.message).toMatch(/let this client in|name and password/)
  await refused.close()
  await ready(start({ username: 'tocsin' }))
})

test('a topic that may not be read is said aloud', async () => {
  broker.authorizeSubscribe = (_client, subscription, done) => done(null, null as unknown as typeof subscription)
  const one = start()
  await until(() => one.health().state === 'trouble')
  expect(one.health().trouble).toMatchObject({ code: 'topic-refused' })
})

test.each([
  ['a/+/c', 'a/b/c', true],
  ['a/+', 'a/b/c', false],
  ['a/#', 'a', true],
  ['a/#', 'a/b/c', true],
  ['#', '$SYS/x', false],
  ['+', 'a', true],
  ['$share/g/a/+', 'a/b', true],
  ['a', 'ab', false],
])('%s asks for %s: %s', (filter, topic, asked) => {
  expect(isOfTopic(filter, topic)).toBe(asked)
})

test.each([
  [
    'The Things Stack v3',
    {
      end_device_ids: {
        device_id: 'pump-7',
        dev_eui: '70B3D57ED0000001',
        application_ids: { application_id: 'water' },
      },
      received_at: '2026-11-20T10:00:00.123456789Z',
      uplink_message: {
        f_port: 1,
        f_cnt: 42,
        frm_payload: 'AQ==',
        rx_metadata: [{ gateway_ids: { gateway_id: 'g1' }, rssi: -90 }],
      },
    },
    'uplink_message.f_cnt',
  ],
  [
    'ChirpStack v4',
    {
      deduplicationId: '3ac7',
      time: '2026-11-20T10:00:00.123Z',
      deviceInfo: { applicationName: 'water', deviceName: 'pump-7', devEui: '70b3d57ed0000001' },
      fCnt: 42,
      fPort: 1,
      data: 'AQ==',
    },
    'fCnt',
  ],
])('an uplink of %s is read with its own time', (_name, message, counter) => {
  const payload = Buffer.from(JSON.stringify(message))
  const decoded = decoders.find(({ id }) => id === 'json')?.decode({ payload, received: 0 } as never)
  if (decoded?.ok !== true) throw new Error('not read')
  expect(Math.floor(decoded.value[0]?.time ?? 0)).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123))
  expect(decoded.value[0]?.native.get(counter)).toBe(42)
})
