import { describe, expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

describe('postfix', () => {
  test.each([
    [
      'smtpd',
      'connect from mail.example[198.51.100.7]',
      { action: 'connect', src_ip: '198.51.100.7', src_host: 'mail.example' },
    ],
    [
      'submission/smtpd',
      'warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: , sasl_username=j.martin',
      { action: 'login', outcome: 'failure', user: 'j.martin' },
    ],
    [
      'smtpd',
      'NOQUEUE: reject: RCPT from h.example[198.51.100.7]: 550 5.1.1 <x@y>: unknown',
      { action: 'reject', reply_code: 550 },
    ],
    [
      'smtpd',
      '4BcD123456: client=h.example[2001:db8::7], sasl_method=PLAIN, sasl_username=j.martin',
      { outcome: 'success', src_ip: '2001:db8::7', user: 'j.martin' },
    ],
    [
      'smtp',
      '9A1B2C3D4E: to=<x@other.example>, relay=mx[203.0.113.25]:25, delay=0.5, dsn=5.0.0, status=bounced (550 no)',
      { to: 'x@other.example', outcome: 'failure', session: '9A1B2C3D4E' },
    ],
  ])('%s: %s', (part, message, fields) => {
    const event = decodeOne('syslog', `<22>Nov 20 10:00:00 mx-01 postfix/${part}[812]: ${message}`)
    expect(Object.fromEntries(event.native)).toMatchObject(fields)
    expect(event.logsources).toContainEqual({ category: 'mail' })
  })

  test('what it says besides stays a message of postfix', () => {
    const event = decodeOne('syslog', '<22>Nov 20 10:00:00 mx-01 postfix/master[1]: daemon started')
    expect(event.logsources).toEqual([{ product: 'postfix' }])
  })
})

describe('dovecot', () => {
  test.each([
    [
      'imap-login: Login: user=<j.martin>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25, TLS',
      { outcome: 'success', user: 'j.martin' },
    ],
    [
      'imap-login: Info: Login: user=<j.martin>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25',
      { outcome: 'success' },
    ],
    [
      'pop3-login: Aborted login (auth failed, 1 attempts in 2 secs): user=<a b=c>, method=PLAIN, rip=198.51.100.7',
      { outcome: 'failure', user: 'a b=c' },
    ],
    ['imap(j.martin)<815><abc>: Disconnected: Logged out in=1 out=2', { action: 'logout', user: 'j.martin' }],
  ])('%s', (line, fields) => {
    const { native, derived } = decodeOne('dovecot', line)
    expect(Object.fromEntries(native)).toMatchObject(fields)
    if (native.has('rip')) expect(derived.get('src_ip')).toBe('198.51.100.7')
  })
})
