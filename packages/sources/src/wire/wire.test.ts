import { isIPv4, isIPv6 } from 'node:net'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { addressOf } from './address.ts'
import { type Naming, nameAccount, nameAddress, nameHost } from './naming.ts'
import { statesZone, timeOf } from './time.ts'
import { readUtf8, utf8Length } from './utf8.ts'

describe('addresses', () => {
  test.each([
    ['198.51.100.7', '198.51.100.7'],
    [' 198.51.100.7 ', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['::FFFF:c633:6407', '198.51.100.7'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::', '::'],
  ])('%s is %s', (raw, canonical) => {
    expect(addressOf(raw)).toBe(canonical)
  })

  test.each([
    '',
    '-',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1..2.3',
    'a:b',
    '1:2:3:4:5:6:7:8:9',
    ':::',
    '1::2::3',
  ])('%s is none', (raw) => {
    expect(addressOf(raw)).toBeUndefined()
  })

  test.prop([fc.ipV6()])('any IPv6 address has one text, which is its own', (raw) => {
    const canonical = addressOf(raw) ?? ''
    expect(isIPv6(canonical) || isIPv4(canonical)).toBe(true)
    expect(addressOf(canonical)).toBe(canonical)
    if (isIPv6(canonical)) expect(new URL(`http://[${raw}]/`).hostname).toBe(`[${canonical}]`)
  })

  test.prop([fc.ipV4()])('an IPv4 address stays as it is', (raw) => {
    expect(addressOf(raw)).toBe(raw)
  })

  test.prop([fc.string()])('any text gives an address or nothing', (raw) => {
    const canonical = addressOf(raw)
    if (canonical !== undefined) expect(isIPv4(canonical) || isIPv6(canonical)).toBe(true)
  })
})

describe('times', () => {
  const day = Date.UTC(2026, 10, 20, 10, 0, 0)
  test.each([
    ['2026-11-20T10:00:00Z', day],
    ['2026-11-20 10:00:00', day],
    ['2026-11-20T10:00:00.123456789Z', day + 123.457],
    ['2026-11-20T11:00:00+01:00', day],
    ['2026-11-20T09:30:00-0030', day],
    ['2026-11-20T10:00Z', day],
    ['2026-11-20T09:59:60Z', day],
    [day, day],
    [day / 1000, day],
    [day * 1000, day],
    [String(day), day],
    ['1795168800.25', day + 250],
  ])('%s is read', (value, time) => {
    expect(timeOf(value)).toBe(time)
  })

  test.each([
    '2026-02-30T10:00:00Z',
    '2026-13-01T00:00:00Z',
    'yesterday',
    '2026-11-20',
    '2026-11-20T10:00:00+25:00x',
    '',
    0,
    -1,
    Number.NaN,
  ])('%s is no time', (value) => {
    expect(timeOf(value)).toBeUndefined()
  })

  test.prop([fc.date({ min: new Date(1000), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })])(
    'what JavaScript writes is read back',
    (date) => {
      expect(timeOf(date.toISOString())).toBe(date.getTime())
    },
  )

  test('a zone is seen', () => {
    expect(statesZone('2026-11-20T10:00:00Z')).toBe(true)
    expect(statesZone('2026-11-20 10:00:00')).toBe(false)
  })
})

describe('UTF-8', () => {
  test.prop([fc.uint8Array({ maxLength: 64 })])(
    'the place of the first mistake is where strict decoding stops',
    (bytes) => {
      const read = readUtf8(bytes)
      if (read.ok) return
      expect(read.error.offset).toBeLessThan(bytes.length)
      expect(readUtf8(bytes.subarray(0, read.error.offset)).ok).toBe(true)
    },
  )

  test.prop([fc.string({ unit: 'binary' })])('lengths are those of the encoder', (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
  })
})

describe('naming', () => {
  function named(fill: (naming: Naming) => void): string[] {
    const naming: Naming = []
    fill(naming)
    return naming.map(({ kind, value }) => `${kind}:${value}`)
  }

  test('an account is one account in all its spellings', () => {
    const names = named((naming) => {
      nameAccount(naming, 'J.Martin', 'PORT-VALMONT')
      nameAccount(naming, 'PORT-VALMONT\\j.martin')
      nameAccount(naming, 'j.martin@port-valmont.example')
    })
    expect(names).toEqual(['account:port-valmont\\j.martin'])
  })

  test('a machine account is its host, once', () => {
    const names = named((naming) => {
      nameHost(naming, 'SRV-01.port-valmont.example')
      nameAccount(naming, 'SRV-01$', 'PORT-VALMONT')
      nameAccount(naming, 'SRV-02$', 'PORT-VALMONT')
    })
    expect(names).toEqual(['host:srv-01.port-valmont.example', 'host:srv-02'])
  })

  test('the system itself is nobody, root is somebody', () => {
    const names = named((naming) => {
      nameAccount(naming, 'SYSTEM', 'NT AUTHORITY')
      nameAccount(naming, 'AUTORITE NT\\Système')
      nameAccount(naming, 'ANONYMOUS LOGON')
      nameAccount(naming, 'root')
    })
    expect(names).toEqual(['account:root'])
  })

  test('a host that is an address is an address, and what says nothing is left out', () => {
    const names = named((naming) => {
      nameHost(naming, '::ffff:192.0.2.4')
      nameHost(naming, '-')
      nameAddress(naming, '127.0.0.1')
      nameHost(naming, 'a\u0007b')
    })
    expect(names).toEqual(['address:192.0.2.4'])
  })
})
