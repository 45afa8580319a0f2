import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { addressDigits, addressNumber, addressRange } from './address.ts'

function joined(digits: ReturnType<typeof addressDigits>): bigint | undefined {
  return digits && (BigInt(digits.high) << 64n) + BigInt(digits.low)
}

describe('an address', () => {
  it('has one number, however it is written', () => {
    expect(addressNumber('10.0.0.1')).toBe(0xffff_0a00_0001n)
    expect(addressNumber('::ffff:10.0.0.1')).toBe(0xffff_0a00_0001n)
    expect(addressNumber('::ffff:a00:1')).toBe(0xffff_0a00_0001n)
    expect(addressNumber('2001:DB8::')).toBe(addressNumber('2001:0db8:0:0:0:0:0:0'))
    expect(addressNumber('fe80::1%eth0')).toBe(addressNumber('fe80::1'))
    expect(addressNumber('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).toBe(2n ** 128n - 1n)
  })

  it('is not read into what is none', () => {
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1..2.3',
      '1.2.3.4 ',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8:9',
      '12345::',
      'g::',
      '1.2.3.4::',
      '::1.2.3',
      'host',
    ]) {
      expect(addressNumber(text), text).toBeUndefined()
    }
  })

  test.prop([fc.ipV4()])('of version 4 has the number of its bytes in the mapped block', (text) => {
    const bytes = text.split('.').reduce((number, part) => number * 256 + Number(part), 0)
    expect(addressNumber(text)).toBe(0xffff_0000_0000n + BigInt(bytes))
    expect(joined(addressDigits(text))).toBe(addressNumber(text))
  })

  test.prop([fc.ipV6()])('of version 6 is what the URL standard makes of it', (text) => {
    const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1)
    expect(addressNumber(text)).toBe(addressNumber(canonical))
    expect(joined(addressDigits(text))).toBe(addressNumber(text))
  })

  test.prop([fc.string({ unit: fc.constantFrom(...'0123456789abcf:.%/') })])(
    'in any text is found or not, never an exception',
    (text) => {
      addressNumber(text)
      addressRange(text)
    },
  )
})

describe('a network', () => {
  it('reaches from its first to its last address, host bits aside', () => {
    expect(addressRange('10.1.2.3/8')).toEqual({
      from: addressNumber('10.0.0.0'),
      to: addressNumber('10.255.255.255'),
      apart: false,
    })
    expect(addressRange('2001:db8::5/32')).toEqual({
      from: addressNumber('2001:db8::'),
      to: addressNumber('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'),
      apart: false,
    })
    expect(addressRange('192.0.2.1')).toEqual(addressRange('192.0.2.1/32'))
  })

  it('of version 6 leaves version 4 out, unless it names the mapped block', () => {
    expect(addressRange('::/0')?.apart).toBe(true)
    expect(addressRange('::ffff:0:0/96')?.apart).toBe(false)
    expect(addressRange('2001:db8::/32')?.apart).toBe(false)
  })

  it('is not read into what is none', () => {
    for (const text of [
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0.0/8/8',
      '/8',
      'any',
      '10.0.0.0/0x8',
    ]) {
      expect(addressRange(text), text).toBeUndefined()
    }
  })
})
