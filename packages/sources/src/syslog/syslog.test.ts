import { fc, test } from '@fast-check/vitest'
import type { Decoded, Frame } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { syslog } from './index.ts'

const received = Date.UTC(2026, 10, 20, 12)

describe('RFC 5424', () => {
  const line =
    '<165>1 2026-11-20T10:00:00.003+01:00 srv-mairie-01.port-valmont.example evntslog 812 ID47 [exampleSDID@32473 iut="3" who="a \\"b\\" \\] \\\\"][x@1 y=""] \ufeffé body'
  const event = decode(line)

  test('is read whole: header, structured data with its escapes, message', () => {
    expect(Object.fromEntries(event.native)).toEqual({
      facility: 20,
      severity: 5,
      timestamp: '2026-11-20T10:00:00.003+01:00',
      hostname: 'srv-mairie-01.port-valmont.example',
      appname: 'evntslog',
      procid: '812',
      msgid: 'ID47',
      'exampleSDID@32473.iut': '3',
      'exampleSDID@32473.who': 'a "b" ] \\',
      'x@1.y': '',
      message: 'é body',
    })
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 9, 0, 0, 3))
    expect(event.ocsf).toMatchObject({ severity_id: 2, 'process.pid': 812, app_name: 'evntslog', message: 'é body' })
  })

  test('every field has its place', () => {
    const payload = new TextEncoder().encode(line)
    const at = (field: string) => {
      const part = syslog.locate(payload, field, 0)
      return new TextDecoder().decode(payload.subarray(part?.start, part?.end))
    }
    expect(at('hostname')).toBe('srv-mairie-01.port-valmont.example')
    expect(at('exampleSDID@32473.iut')).toBe('3')
    expect(at('message')).toBe('é body')
  })

  test('broken structured data is message', () => {
    expect(decode('<13>1 - h a - - [x y="1] tail').native.get('message')).toBe('[x y="1] tail')
  })
})

describe('RFC 3164', () => {
  test.each([
    ['<34>Nov 20 10:00:01 srv su: hello', Date.UTC(2026, 10, 20, 10, 0, 1), 'srv', 'su'],
    ['<34>Oct  3 10:00:01 srv su[12]: hello', Date.UTC(2026, 9, 3, 10, 0, 1), 'srv', 'su'],
    ['Nov 20 10:00:01 srv /usr/sbin/cron[9]: hello', Date.UTC(2026, 10, 20, 10, 0, 1), 'srv', '/usr/sbin/cron'],
    ['<34>Nov 20 2025 10:00:01 srv su: hello', Date.UTC(2025, 10, 20, 10, 0, 1), 'srv', 'su'],
    ['<189>*Mar  1 18:46:11.123: %SYS-5-CONFIG_I: hello', Date.UTC(2026, 2, 1, 18, 46, 11, 123), undefined, undefined],
    ['<34>2026-11-20T10:00:01.5+01:00 srv su: hello', Date.UTC(2026, 10, 20, 9, 0, 1, 500), 'srv', 'su'],
    ['<34>su: hello', undefined, undefined, 'su'],
    ['just words', undefined, undefined, undefined],
  ])('%s', (line, time, host, app) => {
    const event = decode(line)
    expect(event.time).toBe(time)
    expect(event.native.get('hostname')).toBe(host)
    expect(event.native.get('appname')).toBe(app)
  })

  test('December arrives in January, and a 29th of February in a year that has one', () => {
    const january = Date.UTC(2027, 0, 1, 0, 0, 10)
    expect(decode('<34>Dec 31 23:59:59 h a: x', january).time).toBe(Date.UTC(2026, 11, 31, 23, 59, 59))
    expect(decode('<34>Jan  1 00:00:02 h a: x', Date.UTC(2026, 11, 31, 23, 59, 58)).time).toBe(
      Date.UTC(2027, 0, 1, 0, 0, 2),
    )
    expect(decode('<34>Feb 29 01:00:00 h a: x', Date.UTC(2028, 2, 1)).time).toBe(Date.UTC(2028, 1, 29, 1))
    expect(decode('<34>Feb 29 01:00:00 h a: x', Date.UTC(2026, 2, 1)).time).toBeUndefined()
  })
})

describe('sshd', () => {
  test.each([
    [
      'Failed password for root from 198.51.100.7 port 4242 ssh2',
      { action: 'login', outcome: 'failure', method: 'password', user: 'root', src_ip: '198.51.100.7', src_port: 4242 },
    ],
    [
      'Failed none for invalid user a b from 198.51.100.7 port 1 ssh2',
      { outcome: 'failure', method: 'none', invalid_user: true, user: 'a b' },
    ],
    [
      'Failed password for invalid user x from 192.0.2.1 port 9 ssh2 from 198.51.100.7 port 4242 ssh2',
      { user: 'x from 192.0.2.1 port 9 ssh2', src_ip: '198.51.100.7' },
    ],
    [
      'Accepted publickey for deploy from 2001:db8::7 port 50000 ssh2: ED25519 SHA256:abc',
      { outcome: 'success', method: 'publickey', user: 'deploy', src_ip: '2001:db8::7', src_port: 50000 },
    ],
    ['Invalid user  from 198.51.100.7 port 4242', { action: 'invalid-user', user: '', src_ip: '198.51.100.7' }],
    [
      'Connection closed by authenticating user root 198.51.100.7 port 4242 [preauth]',
      { action: 'disconnect', user: 'root', src_ip: '198.51.100.7', src_port: 4242 },
    ],
    [
      'Connection reset by invalid user bob 198.51.100.7 port 1 [preauth]',
      { action: 'reset', user: 'bob', invalid_user: true },
    ],
    ['Connection closed by 198.51.100.7 port 4242', { action: 'disconnect', src_ip: '198.51.100.7' }],
    ['Disconnected from user alice 192.0.2.10 port 22', { action: 'disconnect', user: 'alice', src_ip: '192.0.2.10' }],
    [
      'Received disconnect from 192.0.2.10 port 22:11: bye',
      { action: 'disconnect', src_ip: '192.0.2.10', src_port: 22 },
    ],
    [
      'error: maximum authentication attempts exceeded for root from 198.51.100.7 port 1 ssh2 [preauth]',
      { action: 'too-many-attempts', outcome: 'failure', user: 'root' },
    ],
    [
      'User backup from 192.0.2.10 not allowed because not listed in AllowUsers',
      { outcome: 'failure', user: 'backup', src_ip: '192.0.2.10' },
    ],
    [
      'pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)',
      { action: 'session-opened', user: 'root' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=root',
      { action: 'authentication', outcome: 'failure', src_ip: '198.51.100.7', user: 'root' },
    ],
    [
      'message repeated 3 times: [ Failed password for root from 198.51.100.7 port 4242 ssh2]',
      { repeated: 3, user: 'root', src_ip: '198.51.100.7', outcome: 'failure' },
    ],
  ])('%s', (message, fields) => {
    const event = decode(`<38>1 2026-11-20T10:00:00Z srv sshd 12 - - ${message}`)
    expect(Object.fromEntries(event.native)).toMatchObject(fields)
    expect(event.logsources).toEqual([
      { product: 'linux', service: 'sshd' },
      { product: 'linux', service: 'auth' },
    ])
  })

  test('a login fills the row and names host, account and address', () => {
    const event = decode(
      '<38>1 2026-11-20T10:00:00Z srv sshd 12 - - Accepted password for alice from 198.51.100.7 port 4 ssh2',
    )
    expect(event.ocsf).toMatchObject({
      class_uid: 3002,
      activity_id: 1,
      status_id: 1,
      'src_endpoint.ip': '198.51.100.7',
      'actor.user.name': 'alice',
    })
    expect(event.observables.map(({ value }) => value)).toEqual(['srv', 'alice', '198.51.100.7'])
  })

  test('a name that no account answers to is not named: it may be a password', () => {
    const event = decode(
      '<38>1 2026-11-20T10:00:00Z srv sshd 12 - - Failed password for invalid user S3cret! from 198.51.100.7 port 4 ssh2',
    )
    expect(event.observables.map(({ kind }) => kind)).toEqual(['host', 'address'])
  })
})

describe('other programs', () => {
  test('sudo', () => {
    const event = decode(
      '<86>1 - srv sudo - - -    alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/cat /etc/shadow',
    )
    expect(Object.fromEntries(event.native)).toMatchObject({
      user: 'alice',
      outcome: 'failure',
      tty: 'pts/0',
      pwd: '/home/alice',
      run_as: 'root',
      command: '/bin/cat /etc/shadow',
    })
    expect(event.logsources).toContainEqual({ product: 'linux', service: 'sudo' })
  })

  test('su, cron, auditd', () => {
    expect(Object.fromEntries(decode('<86>1 - srv su - - - FAILED SU (to root) alice on pts/0').native)).toMatchObject({
      user: 'alice',
      run_as: 'root',
      outcome: 'failure',
    })
    expect(
      Object.fromEntries(decode('<78>1 - srv CRON - - - (root) CMD (/usr/local/bin/backup)').native),
    ).toMatchObject({ user: 'root', action: 'CMD', command: '/usr/local/bin/backup' })
    expect(
      Object.fromEntries(
        decode('<13>1 - srv audispd - - - type=EXECVE msg=audit(1.2:3): argc=2 a0="cat" a1="/etc/shadow"').native,
      ),
    ).toMatchObject({ type: 'EXECVE', a1: '/etc/shadow' })
  })

  test('a JSON body adds its fields, and cannot take the place of the header', () => {
    const line = '<13>1 - srv app - - - @cee: {"hostname":"other","a":{"b":[1,2]}}'
    const event = decode(line)
    expect(Object.fromEntries(event.native)).toMatchObject({ hostname: 'srv', 'body.hostname': 'other', 'a.b': [1, 2] })
    const part = syslog.locate(new TextEncoder().encode(line), 'body.hostname', 0)
    expect(line.slice(part?.start, part?.end)).toBe('"other"')
  })

  test('what is not UTF-8 is read as Latin-1 and says so', () => {
    const payload = Uint8Array.from('<13>1 - srv app - - - caf\xe9 noir', (character) => character.charCodeAt(0))
    const decoded = syslog.decode(frameOf(payload, received))
    const native = decoded.ok ? decoded.value[0]?.native : undefined
    expect(native?.get('message')).toBe('café noir')
    expect(native?.get('tocsin.encoding')).toBe('latin1')
    expect(syslog.locate(payload, 'message', 0)).toEqual({ start: 22, end: 31 })
  })
})

test.prop([
  fc.string({ maxLength: 200 }),
  fc.constantFrom('Failed password for invalid user ', 'Accepted x for ', 'Connection closed by ', 'Invalid user '),
])('the place of every field of sshd lies in the message', (name, verb) => {
  const line = `<38>1 - srv sshd - - - ${verb}${name} from 198.51.100.7 port 4 ssh2`
  const payload = new TextEncoder().encode(line)
  for (const [field, value] of decode(line).native) {
    const part = syslog.locate(payload, field, 0)
    if (part === undefined || typeof value !== 'string' || !['user', 'src_ip', 'method'].includes(field)) continue
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload.subarray(part.start, part.end))).toBe(value)
  }
})

function decode(line: string, at = received): Decoded {
  const decoded = syslog.decode(frameOf(new TextEncoder().encode(line), at))
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(JSON.stringify(decoded))
  return event
}

function frameOf(payload: Uint8Array, at: number): Frame {
  return { payload, received: at * 1000 } as unknown as Frame
}
