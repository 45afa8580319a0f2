import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GivenCity, givenCity } from '../../given.fixture.ts'
import { readMud } from './mud.ts'

const eq = (port: number) => ({ operator: 'eq', port })
const ace = (name: string, matches: object, forwarding = 'accept') => ({ name, matches, actions: { forwarding } })
const from = [
  ace('cloud', {
    ipv4: { protocol: 6, 'ietf-acldns:dst-dnsname': 'api.lamp.example' },
    tcp: { 'destination-port': eq(443), 'ietf-mud:direction-initiated': 'from-device' },
  }),
  ace('time', {
    ipv4: { protocol: 17, 'ietf-acldns:dst-dnsname': 'ntp.example' },
    udp: { 'destination-port': eq(123) },
  }),
  ace('answers', { 'ietf-mud:mud': { 'my-controller': [null] }, tcp: { 'source-port': eq(80) } }),
  ace('group', {
    'ietf-mud:mud': { 'local-networks': [null] },
    ipv4: { 'destination-ipv4-network': '239.255.255.250/32' },
  }),
  ace('arp', { eth: { ethertype: '0x0806' } }),
  ace('not', { ipv4: { protocol: 6 }, tcp: { 'destination-port': eq(23) } }, 'drop'),
]
const to = [
  ace('control', {
    'ietf-mud:mud': { 'my-controller': [null] },
    ipv4: { protocol: 6 },
    tcp: { 'destination-port': { 'lower-port': 8000, 'upper-port': 8002 } },
  }),
  ace('back', {
    ipv4: { protocol: 6, 'ietf-acldns:src-dnsname': 'api.lamp.example' },
    tcp: { 'source-port': eq(443), 'ietf-mud:direction-initiated': 'from-device' },
  }),
]
const profile = (acls = 'acls') =>
  JSON.stringify({
    'ietf-mud:mud': {
      ...{
        'mud-version': 1,
        'mud-url': 'https://lamp.example/tl100',
        'mfg-name': 'Lamp Works',
        'model-name': 'TL-100',
      },
      'from-device-policy': { 'access-lists': { 'access-list': [{ name: 'out' }] } },
      'to-device-policy': { 'access-lists': { 'access-list': [{ name: 'in' }] } },
    },
    [`ietf-access-control-list:${acls}`]: {
      acl: [
        { name: 'out', aces: { ace: from } },
        { name: 'in', aces: { ace: to } },
        { name: 'of nobody', aces: { ace: [ace('x', {})] } },
      ],
    },
  })

describe('a profile that a maker publishes', () => {
  test.each(['acls', 'access-lists'])('says who begins what with whom (%s)', (acls) => {
    const read = readMud(profile(acls))
    if (!read.ok) throw new Error(read.error.reason)
    expect(read.value).toMatchObject({ vendor: 'Lamp Works', model: 'TL-100', refused: [] })
    expect(
      read.value.flows.map(({ begins, transport, ports, peer }) => [begins, transport, ports[0]?.from, peer.kind]),
    ).toEqual([
      ['device', 'tcp', 443, 'name'],
      ['device', 'udp', 123, 'name'],
      ['device', undefined, undefined, 'network'],
      ['peer', 'tcp', 8000, 'my-controller'],
      // Both directions of one conversation say the same.
      ['device', 'tcp', 443, 'name'],
    ])
  })

  property.prop([fc.jsonValue(), fc.constantFrom('acls', 'access-lists')])(
    'is read or refused, whatever stands in it',
    (value, acls) => {
      const parts = {
        'ietf-mud:mud': { 'mud-url': 'https://x.example', 'from-device-policy': value },
        [`ietf-access-control-list:${acls}`]: {
          acl: [{ name: 'a', aces: { ace: [value, { matches: value, actions: { forwarding: 'accept' } }] } }],
        },
      }
      for (const text of [JSON.stringify(value), JSON.stringify(parts), JSON.stringify(parts).slice(0, -3)]) {
        const read = readMud(text)
        expect(read.ok || read.error.fix.length > 0).toBe(true)
      }
    },
  )
})

describe('a profile held against the city', () => {
  let given: GivenCity
  beforeEach(async () => {
    given = await givenCity()
    const rows = [
      'name,ip,zone,vendor,model',
      'Lamp 1,10.1.0.1,Street,Lamp works,TL 100',
      'Lamp 2,10.1.0.2,Street,Lamp Works,TL-100',
      'Boss,10.2.0.1,Control,X,Y',
    ]
    await given.ask('POST', '/city/import', { form: 'csv', name: 'list', text: rows.join('\n'), apply: true })
  })
  afterEach(() => given.close())
  const mud = (more: object = {}) => given.ask('POST', '/city/import', { name: 'lamp.json', text: profile(), ...more })
  const outside = () =>
    given.ask('POST', '/city/records', { section: 'zones', id: 'world', values: { name: 'World', layer: 'outside' } })

  test('refuses whom nobody knows, entry by entry, and keeps nothing then', async () => {
    const preview = (await mud()) as { refused: { line: number; reason: string; fix: string }[]; conduits: object }
    expect(preview.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'api.lamp.example is outside of the city, and no zone stands for that'],
      [2, 'ntp.example is outside of the city, and no zone stands for that'],
      [7, 'nobody said who the controller of TL-100 is'],
      [8, 'api.lamp.example is outside of the city, and no zone stands for that'],
    ])
    await expect(mud({ apply: true })).rejects.toMatchObject({ code: 'bad-rows' })
  })

  test('makes conduits that say who meant them, are previewed, read again without a change, and undone', async () => {
    await outside()
    const said = { peers: { 'my-controller': 'boss' } }
    expect(await mud(said)).toMatchObject({ version: null, refused: [], conduits: { added: 3, updated: 0 } })
    const made = (await mud({ ...said, apply: true })) as {
      version: number
      changes: { fields: { name: string; to: string }[] }[]
    }
    const conduits = [...given.keeper().city().conduits.values()]
    const short = conduits.map(({ said: { from: begins, to: ends, protocol, ports, sources, targets, purpose } }) =>
      [begins, ends, protocol, ports, sources, targets, purpose].map((of) =>
        of?.map(({ value }) => (typeof value === 'object' ? `${value.from}-${value.to}` : value)).join(' '),
      ),
    )
    expect(short.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['control', 'street', 'tcp', '8000-8002', 'boss', 'lamp-1 lamp-2', 'https://lamp.example/tl100: my-controller'],
      ['street', 'world', 'tcp', '443-443', 'lamp-1 lamp-2', undefined, 'https://lamp.example/tl100: api.lamp.example'],
      ['street', 'world', 'udp', '123-123', 'lamp-1 lamp-2', undefined, 'https://lamp.example/tl100: ntp.example'],
    ])
    expect(conduits[0]?.said.from?.[0]).toMatchObject({ source: 'mud:lamp.json', confidence: 'imported' })
    expect(made.changes.flatMap(({ fields }) => fields.map(({ name }) => name))).toContain('purpose')
    expect(await mud({ ...said, apply: true })).toMatchObject({ version: made.version })
    await given.ask('POST', '/city/versions/:number/undo', { number: made.version })
    expect(given.keeper().city().conduits.size).toBe(0)
  })

  test('is of the things that somebody names, where maker and model do not say it', async () => {
    await outside()
    await given.ask('POST', '/city/records', { section: 'assets', id: 'lamp-1', values: { model: 'Other' } })
    await given.ask('POST', '/city/records', { section: 'assets', id: 'lamp-2', values: { model: 'Other' } })
    const none = (await mud()) as { refused: { reason: string }[] }
    expect(none.refused[0]?.reason).toBe('nothing in the city is known to be of Lamp Works TL-100')
    const named = { things: ['lamp-2'], peers: { 'my-controller': 'boss' } }
    expect(await mud({ ...named, apply: true })).toMatchObject({ refused: [], conduits: { added: 3 } })
    const sources = [...given.keeper().city().conduits.values()].flatMap(
      ({ said }) => said.sources?.map(({ value }) => value) ?? [],
    )
    expect(new Set(sources)).toEqual(new Set(['lamp-2', 'boss']))
  })
})
