import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { systemClock } from '@tocsin/kit'
import { syslogFramer } from '@tocsin/sources'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ownIdentity, senderIdentity, type TlsIdentity } from '../tls/own-identity.ts'
import { byteBudget } from './budget.ts'
import { type Refusals, refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'
import { listenSyslogTcp, type SyslogTcp, type SyslogTls } from './syslog-tcp.ts'

// A server, a sender that its authority knows, and one of another authority under the same name.
const dir = mkdtempSync(join(tmpdir(), 'tocsin-tls-'))
let server: TlsIdentity
let known: Sender
let stranger: Sender
type Sender = Pick<TlsIdentity, 'key' | 'cert'>

beforeAll(async () => {
  const now = Date.now()
  server = await ownIdentity({ dir: join(dir, 'ours'), names: [], now })
  await ownIdentity({ dir: join(dir, 'theirs'), names: [], now })
  known = await senderIdentity(join(dir, 'ours'), 'fw-mairie', { now, days: 30 })
  stranger = await senderIdentity(join(dir, 'theirs'), 'fw-mairie', { now, days: 30 })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let scratch: ScratchLog
let refusals: Refusals
let listener: SyslogTcp | undefined
const budget = byteBudget(1024 * 1024)

beforeEach(() => {
  scratch = scratchLog()
  refusals = refusalCounters(systemClock)
})
afterEach(async () => {
  await listener?.close()
  await scratch.close()
})

async function listen(how: Partial<SyslogTls> = {}): Promise<void> {
  listener = await listenSyslogTcp(
    { log: scratch.log, budget, refusals, clock: systemClock, framer: () => syslogFramer({ maxFrame: 65_536 }) },
    {
      host: '127.0.0.1',
      port: 0,
      source: 'syslog',
      decoder: 'syslog',
      realm: 'real',
      tls: { key: server.key, cert: server.cert, clientCertificate: 'optional', ...how },
    },
  )
}

function dial(identity?: Sender): TLSSocket {
  const shown = identity === undefined ? {} : { key: identity.key, cert: identity.cert }
  const socket = connect({ host: '127.0.0.1', port: listener?.port ?? 0, ca: server.authority, ...shown })
  socket.on('error', () => undefined)
  return socket
}

const texts = () => scratch.frames().map(({ text }) => text)
const reasons = () => refusals.snapshot().map(({ reason }) => reason)

describe('syslog over TLS', () => {
  test('octet-counted messages arrive from a sender that trusts our authority', async () => {
    await listen()
    dial().end('9 <1>sealed9 <1>second')
    await until(() => texts().length === 2)
    expect(texts()).toEqual(['<1>sealed', '<1>second'])
    expect(scratch.frames()[0]?.peer).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('a certificate of the known authority proves the sender, and names it', async () => {
    await listen({ clientAuthority: server.authority })
    dial(known).end('<1>proven\n')
    await until(() => texts().length === 1)
    expect(scratch.frames()[0]?.peer).toMatch(/^fw-mairie@127\.0\.0\.1:\d+$/)
  })

  test('where certificates are optional, none will do and a stranger’s will not', async () => {
    await listen({ clientAuthority: server.authority })
    dial().end('<1>without\n')
    await until(() => texts().length === 1)
    dial(stranger).end('<1>false\n')
    await until(() => reasons().includes('bad-client-certificate'))
    expect(texts()).toEqual(['<1>without'])
  })

  test('where a certificate is required, a sender without one is refused and counted', async () => {
    await listen({ clientAuthority: server.authority, clientCertificate: 'required' })
    dial().end('<1>without\n')
    await until(() => reasons().includes('tls-handshake'))
    dial(known).end('<1>with\n')
    await until(() => texts().length === 1)
    expect(texts()).toEqual(['<1>with'])
  })

  test('a sender that speaks in the clear is refused and counted', async () => {
    await listen()
    const socket = connectPlain(listener?.port ?? 0, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('<1>in the clear\n')
    await until(() => reasons().includes('tls-handshake'))
    expect(texts()).toEqual([])
    socket.destroy()
  })
})
