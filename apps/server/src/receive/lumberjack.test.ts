import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { deflateSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { systemClock } from '@tocsin/kit'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { byteBudget } from './budget.ts'
import { type Lumberjack, listenLumberjack, lumberjackLimits } from './lumberjack.ts'
import { type LumberjackFrame, lumberjackReader } from './lumberjack-frames.ts'
import { type Refusals, refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'

// npm lumberjack-client 1.0.3 brings no types: each call sends a compressed window of one event.
const LumberjackClient: new (to: {
  readonly host: string
  readonly port: number
}) => {
  log(event: object): void
  readonly socket: Socket | undefined
} = createRequire(import.meta.url)('lumberjack-client')

let scratch: ScratchLog
let refusals: Refusals
let listener: Lumberjack
const budget = byteBudget(64 * 1024 * 1024)

beforeEach(async () => {
  scratch = scratchLog()
  refusals = refusalCounters(systemClock)
  const limits = { ...lumberjackLimits, window: 100, windowBytes: 100_000 } as never
  const config = { host: '127.0.0.1', port: 0, source: 'beats', decoder: 'beats', realm: 'real', limits } as const
  listener = await listenLumberjack({ log: scratch.log, budget, refusals }, config)
})
afterEach(async () => {
  scratch.release()
  await listener.close()
  await scratch.close()
  expect(budget.held).toBe(0)
})

const texts = () => scratch.frames().flatMap(({ kind, text }) => (kind === 'data' ? [text] : []))
const reasons = () => refusals.snapshot().map(({ reason }) => reason)

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const windowOf = (events: number) => Buffer.concat([Buffer.from('2W'), number(events)])
const event = (sequence: number, text: string) =>
  Buffer.concat([Buffer.from('2J'), number(sequence), number(Buffer.byteLength(text)), Buffer.from(text)])
const compressed = (bytes: Buffer) => {
  const packed = deflateSync(bytes)
  return Buffer.concat([Buffer.from('2C'), number(packed.length), packed])
}

async function dial(): Promise<{ readonly socket: Socket; readonly heard: Buffer[] }> {
  const socket = connect(listener.port, '127.0.0.1')
  const heard: Buffer[] = []
  socket.on('data', (bytes) => heard.push(bytes)).on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, heard }
}

describe('Lumberjack', () => {
  test('a client of others is understood', async () => {
    const client = new LumberjackClient({ host: '127.0.0.1', port: listener.port })
    client.log({ message: 'one', '@timestamp': '2026-11-22T10:00:00Z' })
    client.log({ message: 'two', '@timestamp': '2026-11-22T10:00:01Z' })
    await until(() => texts().length === 2)
    expect(texts().map((text) => JSON.parse(text).message)).toEqual(['one', 'two'])
    client.socket?.removeAllListeners('close').destroy()
  })

  test('a window is acknowledged with its last number, when it is durable and not before', async () => {
    const { socket, heard } = await dial()
    scratch.hold()
    socket.write(Buffer.concat([windowOf(2), event(1, '{"a":1}'), event(2, '{"a":2}')]))
    await until(() => scratch.waiting.appends === 1)
    expect(heard).toEqual([])
    scratch.release()
    await until(() => heard.length === 1)
    expect(heard[0]).toEqual(Buffer.from([0x32, 0x41, 0, 0, 0, 2]))
    socket.destroy()
  })

  test('a window whose answer was lost is sent again and stored once', async () => {
    const bytes = Buffer.concat([windowOf(2), compressed(Buffer.concat([event(1, '{"a":1}'), event(2, '{"a":2}')]))])
    const first = await dial()
    first.socket.write(bytes)
    await until(() => texts().length === 2)
    first.socket.resetAndDestroy()
    const again = await dial()
    again.socket.write(bytes)
    await until(() => again.heard.length === 1)
    expect(texts()).toHaveLength(2)
    expect(listener.status()).toMatchObject({ events: 2, repeated: 1 })
    again.socket.destroy()
  })

  test.each([
    ['bad-frame', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['too-long', Buffer.concat([windowOf(1), Buffer.from('2J'), number(1), number(2_000_000)])],
    ['too-large', Buffer.concat([windowOf(1), Buffer.from('2C'), number(0x7fffffff)])],
    ['window-too-large', windowOf(101)],
    ['bad-compression', Buffer.concat([windowOf(1), Buffer.from('2C'), number(4), Buffer.from('none')])],
    ['bad-compression', Buffer.concat([windowOf(1), compressed(Buffer.alloc(5_000_000))])],
  ])('%s: the connection ends, counted', async (reason, bytes) => {
    const { socket } = await dial()
    socket.write(bytes)
    await until(() => reasons().includes(reason))
    await until(() => socket.destroyed || socket.readableEnded)
    expect(texts()).toEqual([])
  })

  test('a window that never becomes whole is not kept: its sender has no answer and sends it again', async () => {
    const { socket } = await dial()
    socket.end(Buffer.concat([windowOf(2), event(1, '{"a":1}')]))
    await until(() => listener.status().connections === 0)
    expect(texts()).toEqual([])
  })
})

test.prop([fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 20 })])(
  'any bytes in any chunks give the same frames or the same refusal',
  (bytes, size) => {
    const read = (step: number) => {
      const said: unknown[] = []
      const reader = lumberjackReader(
        { event: 100, compressed: 100, inflated: 100 },
        {
          frame: (frame: LumberjackFrame) => void said.push(JSON.stringify(frame)),
          refused: (reason) => void said.push(reason),
        },
      )
      for (let at = 0; at < bytes.length; at += step) reader.push(bytes.slice(at, at + step))
      return said
    }
    expect(read(size)).toEqual(read(bytes.length + 1))
  },
)
