import { fc, test } from '@fast-check/vitest'
import type { Frame } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'
import { journalFramer } from '../framing/journal-entries.ts'
import { journal } from './journal.ts'

const encoder = new TextEncoder()

function bytesOf(fields: readonly (readonly [name: string, value: string | Uint8Array])[]): Uint8Array {
  const parts = fields.flatMap(([name, value]) => {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value
    if (!bytes.includes(10)) return [encoder.encode(`${name}=`), bytes, encoder.encode('\n')]
    const length = new Uint8Array(8)
    new DataView(length.buffer).setUint32(0, bytes.length, true)
    return [encoder.encode(`${name}\n`), length, bytes, encoder.encode('\n')]
  })
  return Buffer.concat(parts)
}

function decode(payload: Uint8Array) {
  return journal.decode({ payload, received: Date.UTC(2026, 10, 20, 12) * 1000 } as unknown as Frame)
}

const sshd = [
  ['__CURSOR', 's=a;i=1'],
  ['__REALTIME_TIMESTAMP', '1795168800999999'],
  ['_SOURCE_REALTIME_TIMESTAMP', '1795168800123456'],
  ['PRIORITY', '6'],
  ['SYSLOG_FACILITY', '4'],
  ['SYSLOG_IDENTIFIER', 'sshd'],
  ['_PID', '812'],
  ['_HOSTNAME', 'gw-12'],
  ['_SYSTEMD_UNIT', 'ssh.service'],
] as const

describe('an entry of the journal', () => {
  test('is read as the message of its program, with its own fields beside', () => {
    const payload = bytesOf([...sshd, ['MESSAGE', 'Failed password for zoe from 192.0.2.7 port 4022 ssh2']])
    const decoded = decode(payload)
    if (!decoded.ok) throw new Error(decoded.error.reason)
    const [event] = decoded.value
    expect(event?.logsources).toContainEqual({ product: 'linux', service: 'sshd' })
    expect(event?.time).toBe(1795168800123)
    expect(event?.native.get('src_ip')).toBe('192.0.2.7')
    expect(event?.derived.get('_SYSTEMD_UNIT')).toBe('ssh.service')
    expect(event?.ocsf['device.hostname']).toBe('gw-12')
    const part = journal.locate(payload, 'src_ip', 0)
    expect(Buffer.from(payload.subarray(part?.start, part?.end)).toString()).toBe('192.0.2.7')
    const unit = journal.locate(payload, '_SYSTEMD_UNIT', 0)
    expect(Buffer.from(payload.subarray(unit?.start, unit?.end)).toString()).toBe('ssh.service')
  })

  test('may hold line ends and any bytes', () => {
    const decoded = decode(bytesOf([...sshd, ['BLOB', Uint8Array.of(0, 10, 61, 255)], ['MESSAGE', 'one\ntwo']]))
    expect(decoded.ok && decoded.value[0]?.native.get('message')).toBe('one\ntwo')
  })

  test('of the kernel’s audit is read as auditd writes it', () => {
    const event = decodeOne(
      'journal',
      JSON.stringify({
        __REALTIME_TIMESTAMP: '1795168800123000',
        _TRANSPORT: 'audit',
        SYSLOG_IDENTIFIER: 'audit',
        _AUDIT_TYPE_NAME: 'USER_AUTH',
        _AUDIT_ID: '77',
        MESSAGE:
          'USER_AUTH pid=812 uid=0 auid=4294967295 ses=1 msg=\'op=PAM:authentication acct="zoe" exe="/usr/sbin/sshd" res=failed\'',
      }),
    )
    expect(event.logsources).toContainEqual({ product: 'linux', service: 'auditd' })
    expect(event.native.get('type')).toBe('USER_AUTH')
  })

  test.each([
    ['', 'empty-frame'],
    ['_PID=1\n', 'empty-frame'],
    ['MESSAGE\n\u0005', 'bad-header'],
    ['{"a":1}', 'unknown-shape'],
  ])('%j is refused: %s', (text, reason) => {
    expect(decode(encoder.encode(text))).toMatchObject({ ok: false, error: { reason } })
  })

  test.prop([fc.uint8Array({ maxLength: 600 })])('any bytes give fields or a reason', (bytes) => {
    const decoded = decode(bytes)
    expect(decoded.ok || decoded.error.offset <= bytes.length).toBe(true)
  })
})

const value = fc.oneof(
  fc.string({ maxLength: 20 }).map((text) => encoder.encode(text)),
  fc.uint8Array({ maxLength: 40 }),
  fc.constant(Uint8Array.of(10, 10)),
)
const entry = fc.array(fc.tuple(fc.stringMatching(/^[A-Z_]{1,8}$/), value), { minLength: 1, maxLength: 6 }).map(bytesOf)

describe('a stream of entries', () => {
  test.prop([
    fc.array(entry, { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 }),
  ])('gives each entry, however it is cut', (entries, cuts) => {
    const stream = Buffer.concat(entries.flatMap((one) => [one, encoder.encode('\n')]))
    const frames: string[] = []
    const framer = journalFramer({ maxFrame: 10_000 })
    const out = { frame: (bytes: Uint8Array) => frames.push(Buffer.from(bytes).toString('hex')), refused: () => {} }
    for (let at = 0, n = 0; at < stream.length; n++) {
      const step = cuts[n % cuts.length] ?? 1
      framer.push(stream.subarray(at, at + step), out)
      at += step
    }
    framer.end(out)
    expect(frames).toEqual(entries.map((one) => Buffer.from(one).toString('hex')))
  })

  test.prop([fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 60 })])(
    'of any bytes holds no more than an entry may have, and refuses the rest',
    (bytes, step) => {
      const framer = journalFramer({ maxFrame: 40 })
      const found: string[] = []
      const out = {
        frame: (frame: Uint8Array) => found.push(`${frame.length <= 40}`),
        refused: (reason: string, offset: number) => found.push(`${offset <= bytes.length && reason !== ''}`),
      }
      for (let at = 0; at < bytes.length; at += step) framer.push(bytes.subarray(at, at + step), out)
      framer.end(out)
      expect(found.every((one) => one === 'true')).toBe(true)
    },
  )
})
