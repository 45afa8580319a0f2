import { fc, test } from '@fast-check/vitest'
import { parseNetwork } from '@tocsin/city'
import { expect } from 'vitest'
import { addressWords, readAddress } from './address.ts'

const into = addressWords()
const read = (text: string) => {
  readAddress(text, into)
  return into.family === 0 ? undefined : [into.family, ...into.words.slice(0, into.family === 4 ? 1 : 4)]
}
const asBig = (text: string) => {
  const words = read(text)
  return words?.slice(1).reduce((sum: bigint, word) => (sum << 32n) | BigInt(word), 0n)
}

test.prop([fc.ipV6()])('an address of IPv6 is read as the parser of networks reads it', (text) => {
  const range = parseNetwork(text)
  const mapped = range !== undefined && range.first >> 32n === 0xffffn
  expect(asBig(text)).toBe(mapped ? range.first & 0xffffffffn : range?.first)
})

test.prop([fc.ipV4()])('an address of IPv4 is one word, mapped or not', (text) => {
  expect(asBig(text)).toBe(parseNetwork(text)?.first)
  expect(read(`::ffff:${text}`)).toEqual(read(text))
})

test.prop([fc.oneof(fc.string({ maxLength: 80 }), fc.stringMatching(/^[0-9a-f:.%]{0,40}$/))])(
  'any text is an address or none, as the parser of networks has it',
  (text) => {
    const range = /[\s/%]/.test(text) ? undefined : parseNetwork(text)
    if (range !== undefined || !text.includes('%')) expect(read(text) !== undefined).toBe(range !== undefined)
    else read(text)
  },
)

test('the interface behind a link-local address is left out', () => {
  expect(read('fe80::1%eth0')).toEqual(read('fe80::1'))
})
