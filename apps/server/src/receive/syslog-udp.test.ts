import { createSocket, type Socket } from 'node:dgram'
import { systemClock } from '@tocsin/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { byteBudget } from './budget.ts'
import { type Refusals, refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'
import { listenSyslogUdp, type SyslogUdp } from './syslog-udp.ts'

let scratch: ScratchLog
let refusals: Refusals
let listener: SyslogUdp
let sender: Socket
const budget = byteBudget(64 * 1024 * 1024)

beforeEach(async () => {
  scratch = scratchLog()
  refusals = refusalCounters(systemClock)
  const config = { host: '127.0.0.1', port: 0, source: 'syslog', decoder: 'syslog', realm: 'real' } as const
  listener = await listenSyslogUdp({ log: scratch.log, budget, refusals }, config)
  sender = createSocket('udp4')
})

afterEach(async () => {
  sender.close()
  scratch.release()
  await listener.close()
  await scratch.close()
  expect(budget.held).toBe(0)
})

// A datagram that leaves at once is answered in the same turn: the listener needs one of its own.
const send = (text: string) =>
  new Promise((sent) => sender.send(text, listener.port, '127.0.0.1', () => setImmediate(sent)))
const texts = () => scratch.frames().map(({ text }) => text)

test('a datagram is a message, whichever end of line its sender puts behind it', async () => {
  for (const text of ['<34>Oct 11 22:14:15 gw su: one', '<34>two\n', '<34>three\r\n', '<34>four\0']) await send(text)
  await until(() => texts().length === 4)
  expect(texts()).toEqual(['<34>Oct 11 22:14:15 gw su: one', '<34>two', '<34>three', '<34>four'])
  expect(scratch.frames()[0]?.peer).toMatch(/^127\.0\.0\.1:\d+$/)
})

test('an empty datagram is refused, and counted', async () => {
  await send('')
  await send('\n')
  await until(() => refusals.snapshot()[0]?.count === 2)
  expect(refusals.snapshot()[0]?.reason).toBe('empty-frame')
})

test('while the log is behind, datagrams are shed and counted; then it goes on', async () => {
  scratch.hold()
  const large = 'x'.repeat(60_000)
  while (listener.status().shed === 0) await send(`<1>${large}`)
  const { datagrams, shed } = listener.status()
  scratch.release()
  await until(() => texts().length === datagrams - shed && budget.held === 0)
  expect(refusals.snapshot().find(({ reason }) => reason === 'log-behind')?.count).toBe(shed)
  await send('<1>after')
  await until(() => texts().at(-1) === '<1>after')
})

test('two listeners do not share a port', async () => {
  const config = { host: '127.0.0.1', port: listener.port, source: 's', decoder: 'syslog', realm: 'real' } as const
  await expect(listenSyslogUdp({ log: scratch.log, budget, refusals }, config)).rejects.toMatchObject({
    code: 'listen-failed',
    where: `127.0.0.1:${listener.port}`,
  })
})
