import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { covers, formatNetwork, parseNetwork } from './network.ts'

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['192.0.2.7', '192.0.2.7/32'],
  ['2001:DB8:0:0:1::/64', '2001:db8::/64'],
  ['::ffff:192.0.2.1', '::ffff:c000:201/128'],
  ['::/0', '::/0'],
  ['0.0.0.0/0', '0.0.0.0/0'],
])('%s is the network %s', (text, network) => {
  const range = parseNetwork(text)
  expect(range && formatNetwork(range)).toBe(network)
})

test.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '1::2::3',
  '1:2:3:4:5:6:7:8::',
  '::1/129',
  'host',
  '10.0.0.0/-1',
])('%j is no network', (text) => {
  expect(parseNetwork(text)).toBeUndefined()
})

test.prop([fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128)])(
  'a network reads back as itself and covers what it was made of',
  (address, prefix) => {
    const length = address.includes(':') ? prefix : prefix % 33
    const range = parseNetwork(`${address}/${length}`)
    const one = parseNetwork(address)
    expect(range !== undefined && one !== undefined && covers(range, one)).toBe(true)
    if (range !== undefined) expect(parseNetwork(formatNetwork(range))).toEqual(range)
  },
)

test.prop([fc.string({ maxLength: 80 })])('any text is a network or none, never an exception', (text) => {
  expect(() => parseNetwork(text)).not.toThrow()
})
