import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type LayerAsset, writeLayer } from '../recognise/write-layer.ts'
import type { GroundZone } from './ground-zone.ts'
import { passiveGround } from './passive-ground.ts'

const zone = (id: string, layer: string | null, ...networks: string[]): GroundZone => ({
  ...{ id, name: id, layer, networks, owner: [] },
})
const thing = (id: string, of: string, surety: number, ...names: (readonly [string, string])[]): LayerAsset => ({
  id,
  known: {
    ...{ kind: 'plc', zone: of, declared: surety > 70 },
    names: names.map(([kind, value]) => ({ kind: kind as 'address' | 'host', value, surety })),
  },
})

const zones = [
  zone('field', 'field', '10.5.0.0/16', 'fd00:5::/32'),
  zone('control', 'control', '10.6.0.0/16'),
  zone('office', 'enterprise', '10.0.0.0/8', '10.5.200.0/24'),
]
const things = [
  thing('plc', 'field', 90, ['address', '192.0.2.7'], ['host', 'plc.city.example'], ['address', '10.9.0.1']),
  thing('heard', 'field', 70, ['address', '10.9.0.2'], ['address', '203.0.113.2']),
  thing('pc', 'office', 95, ['address', '10.5.0.9']),
]
const ground = passiveGround(zones, [writeLayer(things)])

describe('where something may not be sent', () => {
  test.each([
    ['10.5.1.2', ['field'], 'in its network'],
    ['10.6.1.2', ['control'], 'in its network'],
    ['10.5.200.1', [], 'in a narrower network of another zone'],
    ['192.0.2.7', ['field'], 'of a thing that stands in it'],
    ['10.9.0.1', ['field'], 'of a thing that stands in it, whatever the network'],
    ['10.9.0.2', [], 'merely seen, in a network of a zone that is open'],
    ['203.0.113.2', ['field'], 'merely seen, in no network'],
    ['10.5.0.9', ['field'], 'of a thing that is elsewhere: that opens nothing'],
    ['fd00:5::1', ['field'], 'IPv6'],
    ['fd00:5::1%eth0', ['field'], 'with an interface'],
    ['::ffff:10.5.1.2', ['field'], 'IPv4-mapped'],
    ['64:ff9b::10.5.1.2', ['field'], 'NAT64'],
    ['64:ff9b:1:a05:1:200::', ['field'], 'NAT64 of a prefix of 48'],
    ['2002:a05:102::1', ['field'], '6to4'],
    ['2001:0:a05:102::', ['field'], 'Teredo, its server'],
    ['2001:0:101:101:0:0:f5fa:fefd', ['field'], 'Teredo, the client'],
    ['::10.5.1.2', ['field'], 'IPv4-compatible'],
    ['fe80::5efe:10.5.1.2', ['field'], 'ISATAP'],
    ['198.51.100.1', [], 'nowhere'],
    ['no address', [], 'no address'],
  ])('%s: %j, %s %s', (address, wanted) => {
    expect(ground.ofAddress(address)).toEqual(wanted)
  })

  test('a name is that of a thing in any case, with a dot at its end', () => {
    expect(['plc.city.example', 'PLC.City.Example.', 'other.example', '', '.'].map(ground.ofHost)).toEqual([
      ['field'],
      ['field'],
      [],
      [],
      [],
    ])
  })

  test('one network of two zones stands in both, also written as IPv4-mapped', () => {
    const both = passiveGround(
      [
        zone('a', 'enterprise', '10.1.0.0/16'),
        zone('b', 'safety', '::ffff:10.1.0.0/112'),
        zone('c', 'control', '10.1.0.0/16'),
      ],
      [],
    )
    expect(both.ofAddress('10.1.2.3')).toEqual(['b', 'c'])
  })

  test('a later version moves a thing, and takes it away', () => {
    const moved = writeLayer([thing('plc', 'office', 90, ['address', '192.0.2.7']), { id: 'heard' }])
    const after = passiveGround(zones, [writeLayer(things), moved])
    expect([after.ofAddress('192.0.2.7'), after.ofAddress('203.0.113.2'), after.ofHost('plc.city.example')]).toEqual([
      [],
      [],
      [],
    ])
  })

  test('the unspecified address is this machine', () => {
    const near = passiveGround([zone('near', 'control', '127.0.0.0/8')], [])
    expect(['0.0.0.0', '::', '::ffff:0.0.0.0', '::ffff:7f00:1'].map(near.ofAddress)).toEqual(Array(4).fill(['near']))
  })
})

const octet = fc.nat(255)
test.prop([
  fc.tuple(octet, octet),
  fc.constantFrom('::ffff:', '64:ff9b::', '::', '::ffff:0:', 'fe80::5efe:'),
  fc.boolean(),
])('whatever carries an address of a closed network is closed, in every text of it', ([c, d], prefix, asHex) => {
  const tail = asHex ? `a05:${((c << 8) | d).toString(16).padStart(4, '0')}` : `10.5.${c}.${d}`
  const inOffice = c === 200
  for (const text of [`${prefix}${tail}`, `${prefix}${tail}`.toUpperCase(), `${prefix}${tail}%1`]) {
    expect(ground.ofAddress(text), text).toEqual(inOffice ? [] : ['field'])
  }
})
test.prop([fc.string({ maxLength: 80 })])('any text gives an answer', (text) => {
  expect(Array.isArray(ground.ofAddress(text)) && Array.isArray(ground.ofHost(text))).toBe(true)
})
