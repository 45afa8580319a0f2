import { expect, test } from 'vitest'
import { isIpv6, isNetwork } from './network.ts'

test.each([
  '10.0.0.0/8',
  '0.0.0.0/0',
  '192.0.2.7/32',
  '::/0',
  '2001:db8::/32',
  '::ffff:10.0.0.0/104',
  '1:2:3:4:5:6:7:8/128',
])('%s is a network', (text) => expect(isNetwork(text)).toBe(true))

test.each([
  '10.0.0.0',
  '10.0.0/8',
  '10.0.0.0/33',
  '010.0.0.0/8',
  '256.0.0.0/8',
  '2001:db8::/129',
  '1::2::3/64',
  ':/8',
  '/8',
])('%s is none', (text) => expect(isNetwork(text)).toBe(false))

test('an address has eight groups, or fewer with one gap', () => {
  expect(['::', '::1', 'fe80::1', '1:2:3:4:5:6:7:8'].every(isIpv6)).toBe(true)
  expect(['1:2:3', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '12:30:05', ':1'].some(isIpv6)).toBe(false)
})
