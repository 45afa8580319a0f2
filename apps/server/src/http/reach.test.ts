import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { checkSameOrigin, type Reached, reach } from './reach.ts'

const rules = { hosts: ['soc.city.example'], publicOrigin: 'https://tocsin.city.example' }

function channel(host: string | undefined, peer: string, headers: Record<string, string> = {}): string {
  const reached = reach({ ...(host === undefined ? {} : { host }), ...headers }, peer, rules)
  return reached.ok ? reached.value.channel : reached.error.problem.code
}

test.each([
  ['localhost:8787', '127.0.0.1', 'loopback'],
  ['127.0.0.1:8787', '127.0.0.1', 'loopback'],
  ['127.0.0.1:8787', '::ffff:127.0.0.1', 'loopback'],
  ['[::1]:8787', '::1', 'loopback'],
  ['LOCALHOST', '127.0.0.1', 'loopback'],
  ['localhost:8787', '192.0.2.9', 'clear'],
  ['192.0.2.1:8787', '192.0.2.9', 'clear'],
  ['192.0.2.1', '127.0.0.1', 'clear'],
  ['soc.city.example', '192.0.2.9', 'clear'],
  ['tocsin.city.example', '127.0.0.1', 'tls'],
  ['tocsin.city.example', '192.0.2.9', 'not-our-name'],
  ['tocsin.city.example:8443', '127.0.0.1', 'not-our-name'],
  ['rebound.example', '127.0.0.1', 'not-our-name'],
  ['localhost.rebound.example', '127.0.0.1', 'not-our-name'],
  ['127.0.0.1.rebound.example', '127.0.0.1', 'not-our-name'],
  ['2130706433', '127.0.0.1', 'not-our-name'],
  [undefined, '127.0.0.1', 'bad-host'],
  ['', '127.0.0.1', 'bad-host'],
  ['localhost@rebound.example', '127.0.0.1', 'bad-host'],
  ['localhost:8787/x', '127.0.0.1', 'bad-host'],
])('Host %s from %s is %s', (host, peer, expected) => {
  expect(channel(host, peer)).toBe(expected)
})

test.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
  'behind a proxy that says %s, loopback is not near',
  (header) => {
    expect(channel('127.0.0.1:8787', '127.0.0.1', { [header]: '192.0.2.9' })).toBe('clear')
  },
)

test('behind our own proxy the sender is what the proxy saw, not what somebody wrote before it', () => {
  const reached = reach(
    { host: 'tocsin.city.example', 'x-forwarded-for': '127.0.0.1, 198.51.100.4' },
    '127.0.0.1',
    rules,
  )
  expect(reached).toMatchObject({ ok: true, value: { address: '198.51.100.4', origin: 'https://tocsin.city.example' } })
})

test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('any Host is read or refused', (host) => {
  const reached = reach({ host }, '127.0.0.1', rules)
  expect(reached.ok || reached.error.status).toBeTruthy()
})

const near: Reached = { channel: 'loopback', origin: 'http://localhost:8787', address: '127.0.0.1' }

test.each([
  ['POST', { origin: 'http://localhost:8787' }, true, true],
  ['POST', { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' }, true, true],
  ['POST', {}, false, true],
  ['POST', {}, true, false],
  ['DELETE', {}, true, false],
  ['POST', { origin: 'null' }, false, false],
  ['POST', { origin: 'http://localhost:3000' }, true, false],
  ['POST', { origin: 'http://localhost:8787.rebound.example' }, true, false],
  ['POST', { origin: 'https://localhost:8787' }, true, false],
  ['POST', { 'sec-fetch-site': 'cross-site' }, false, false],
  ['GET', {}, true, true],
  ['GET', { 'sec-fetch-site': 'none' }, true, true],
  ['GET', { 'sec-fetch-site': 'same-site' }, true, false],
  ['GET', { origin: 'http://other.example' }, false, false],
] as const)('%s with %j, cookie %s: allowed %s', (method, headers, withCookie, allowed) => {
  expect(checkSameOrigin(method, headers, near, withCookie).ok).toBe(allowed)
})
