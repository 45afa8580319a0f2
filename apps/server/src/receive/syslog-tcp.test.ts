import { connect, type Socket } from 'node:net'
import { manualClock, systemClock } from '@tocsin/kit'
import { syslogFramer } from '@tocsin/sources'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { byteBudget } from './budget.ts'
import { type Refusals, refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'
import type { SyslogTcpLimits } from './syslog-limits.ts'
import { listenSyslogTcp, type SyslogTcp } from './syslog-tcp.ts'

let scratch: ScratchLog
let refusals: Refusals
let listener: SyslogTcp
let clock = manualClock(1_000_000)
let budget = byteBudget(64 * 1024 * 1024)
const sockets: Socket[] = []

beforeEach(() => {
  scratch = scratchLog()
  refusals = refusalCounters(systemClock)
  clock = manualClock(1_000_000)
  budget = byteBudget(64 * 1024 * 1024)
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listener.close()
  await scratch.close()
  expect(budget.held).toBe(0)
})

describe('syslog over TCP', () => {
  test('takes both framings, and the last message needs no end', async () => {
    await listen()
    const counted = await dial()
    counted.end('5 <1>ab12 <14>some\ntext')
    const lines = await dial()
    lines.end('<2>one\n<2>two\r\n<2>three')
    await until(() => texts().length === 5)
    expect(texts().sort()).toEqual(['<14>some\ntex', '<1>ab', '<2>one', '<2>three', '<2>two'].sort())
    expect(scratch.frames()[0]?.peer).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('a message cut off by a closed connection is counted', async () => {
    await listen()
    const socket = await dial()
    socket.end('5 <1>ab20 <1>never whole')
    await until(() => count('cut-off') === 1 && texts().length === 1)
    expect(texts()).toEqual(['<1>ab'])
  })

  test('a message cut off by a reset is counted, and what came before it stays', async () => {
    await listen()
    const socket = await dial()
    socket.write('<2>whole\n<2>half of a mess')
    await until(() => texts().length === 1)
    socket.resetAndDestroy()
    await until(() => count('cut-off') === 1)
    expect(texts()).toEqual(['<2>whole'])
    expect(refusals.snapshot()[0]?.samples[0]?.excerpt).toBe('<2>half of a mess')
    await until(() => listener.status().connections === 0)
  })

  test('a line without end is refused once, and costs no more than a frame', async () => {
    await listen({}, 10_000)
    const socket = await dial()
    socket.write(`<2>${'x'.repeat(3_000_000)}\n<2>after\n`)
    await until(() => texts().length === 1)
    expect(count('too-long')).toBe(1)
    expect(texts()).toEqual(['<2>after'])
  })

  test('a connection that is silent too long is closed', async () => {
    await listen({ idleMs: 1000, checkMs: 5 })
    const socket = await dial()
    socket.write('<2>one\n')
    await until(() => texts().length === 1)
    clock.advance(1001)
    await until(() => count('idle') === 1)
    await until(() => listener.status().connections === 0)
  })

  test('a sender that drips bytes without finishing a message is closed; one that finishes them is not', async () => {
    await listen({ idleMs: 10_000, frameMs: 1000, checkMs: 5 })
    const slow = await dial()
    const fair = await dial()
    for (let i = 0; i < 8 && count('frame-too-slow') === 0; i++) {
      slow.write('x')
      fair.write(`<2>${i}\n`)
      await until(() => texts().length === i + 1)
      await settled()
      clock.advance(300)
    }
    clock.advance(1001)
    await until(() => count('frame-too-slow') === 1)
    fair.write('<2>still here\n')
    await until(() => texts().at(-1) === '<2>still here')
  })

  test('connections past the bounds are turned away, and counted', async () => {
    await listen({ connections: 3, connectionsPerAddress: 2 })
    await dial()
    await dial()
    await until(() => listener.status().connections === 2)
    await dial()
    await until(() => count('too-many-from-address') === 1)
    expect(listener.status()).toMatchObject({ connections: 2, accepted: 2, refused: 1 })
    for (const socket of sockets) socket.end()
    await until(() => listener.status().connections === 0)
    const again = await dial()
    again.write('<2>again\n')
    await until(() => texts().length === 1)
  })

  test('while the log is behind a connection is read no further than its bound, and nothing is lost', async () => {
    await listen({ unacknowledged: 200_000 })
    scratch.hold()
    const socket = await dial()
    const messages = 20_000
    socket.write(Array.from({ length: messages }, (_, i) => `<2>${i} ${'x'.repeat(200)}\n`).join(''))
    await until(() => listener.status().paused === 1)
    await settled()
    // its bound, and one read of the socket with what each frame costs beside its bytes
    expect(listener.status().unacknowledged).toBeLessThan(200_000 + 2 * 65_536)
    scratch.release()
    await until(() => scratch.log.stats().frames === messages)
    expect(texts().map((text) => Number(text.slice(3, text.indexOf(' '))))).toEqual([...Array(messages).keys()])
    expect(listener.status()).toMatchObject({ paused: 0, unacknowledged: 0 })
  })

  test('a full disk pauses it, and everything is kept, in order, when there is room again', async () => {
    await listen()
    const socket = await dial()
    socket.write('<2>a\n')
    await until(() => texts().length === 1)
    scratch.fill()
    socket.write('<2>b\n<2>c\n')
    await until(() => listener.status().paused === 1)
    socket.write('<2>d\n')
    scratch.free()
    await until(() => texts().length === 4)
    expect(texts()).toEqual(['<2>a', '<2>b', '<2>c', '<2>d'])
    expect(refusals.snapshot()).toEqual([])
  })

  test('closing with a full disk counts what was read and not kept', async () => {
    await listen({ closeMs: 10 })
    const socket = await dial()
    scratch.fill()
    socket.write('<2>b\n<2>c\n')
    await until(() => listener.status().paused === 1)
    await listener.close()
    expect(count('log-failed') + count('log-full')).toBe(2)
  })

  test('one hostile among 200 connections harms none of them', async () => {
    await listen({ connectionsPerAddress: 300, frameMs: 1000, checkMs: 5 }, 5000)
    const hostile = await dial()
    hostile.write('99999999999 garbage \0\u0001')
    const drip = setInterval(() => hostile.write('9'.repeat(7000)), 1)
    const fair = await Promise.all(Array.from({ length: 199 }, () => dial()))
    fair.forEach((socket, i) => {
      if (i % 3 === 0) socket.end(`<2>${i} a\n<2>${i} b\n`)
      else if (i % 3 === 1) socket.end(`${String(i).length + 5} <2>${i} a${String(i).length + 5} <2>${i} b`)
      else socket.write(`<2>${i} a\n<2>${i} b\n`)
    })
    await until(() => texts().filter((text) => /^<2>\d+ [ab]/.test(text)).length === 398)
    clearInterval(drip)
    expect(refusals.snapshot().length).toBeGreaterThan(0)
  })

  test('an address that is taken says what to do', async () => {
    await listen()
    await expect(
      listenSyslogTcp(host(5000), { host: '127.0.0.1', port: listener.port, source: 's', decoder: 's', realm: 'real' }),
    ).rejects.toMatchObject({ code: 'listen-failed', fix: expect.stringContaining('other program') })
  })
})

function host(maxFrame: number) {
  return { log: scratch.log, budget, refusals, clock, framer: () => syslogFramer({ maxFrame }) }
}

async function listen(limits: Partial<SyslogTcpLimits> = {}, maxFrame = 65_536): Promise<void> {
  listener = await listenSyslogTcp(host(maxFrame), {
    host: '127.0.0.1',
    port: 0,
    source: 'syslog',
    decoder: 'syslog',
    realm: 'real',
    limits,
  })
}

function dial(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
    sockets.push(socket)
  })
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30))
}

function frames() {
  return scratch.frames().filter(({ kind }) => kind === 'data')
}

function texts(): string[] {
  return frames().map(({ text }) => text)
}

function count(reason: string): number {
  return refusals.snapshot().reduce((sum, row) => sum + (row.reason === reason ? row.count : 0), 0)
}
