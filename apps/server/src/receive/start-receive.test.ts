import { connect } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { systemClock } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { ingestPort } from './ingest-port.ts'
import { scratchLog, until } from './scratch-log.ts'
import { startReceive } from './start-receive.ts'

describe('what runs in the receive thread', () => {
  test('takes bodies and syslog, ticks, and says how it is', async () => {
    const scratch = scratchLog()
    const channel = new MessageChannel()
    let asked = 0
    const log = {
      ...scratch.log,
      tick() {
        asked++
        scratch.log.tick()
      },
    }
    const receive = await startReceive({
      log,
      port: channel.port2,
      listen: { syslog: { host: '127.0.0.1', port: 0 } },
      clock: systemClock,
      tickMs: 5,
    })
    const stream = ingestPort(channel.port1).open({
      source: 'json',
      encoding: 'identity',
      origin: 'proven',
      peer: 'token@127.0.0.1',
      realm: 'real',
    })
    stream.write(Buffer.from('{"a":1}\n'))
    expect(await stream.end()).toMatchObject({ status: 200, body: { accepted: 1 } })
    const socket = connect(receive.status().syslog?.port ?? 0, '127.0.0.1')
    socket.end('<13>hello\n')
    const found = () => scratch.frames()
    await until(() => found().filter(({ kind }) => kind === 'data').length === 2)
    await until(() => found().filter(({ kind }) => kind === 'tick').length > 2)
    expect(receive.status()).toMatchObject({
      bodies: { open: 0, opened: 1 },
      unacknowledged: 0,
      keyed: 0,
      ticksLost: 0,
    })
    expect(structuredClone(receive.status())).toEqual(receive.status())
    await receive.close()
    const before = asked
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(asked).toBe(before)
    await scratch.close()
    channel.port1.close()
  })

  test('without listeners takes bodies all the same', async () => {
    const scratch = scratchLog()
    const channel = new MessageChannel()
    const receive = await startReceive({ log: scratch.log, port: channel.port2, listen: undefined, clock: systemClock })
    expect(receive.status().syslog).toBeUndefined()
    await receive.close()
    await scratch.close()
    channel.port1.close()
  })
})
