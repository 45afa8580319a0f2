import { fc, test } from '@fast-check/vitest'
import { type City, cityOf, record } from '@tocsin/city'
import { describe, expect } from 'vitest'
import { morning } from '../given.fixture.ts'
import { openClaims } from '../learn/claims.ts'
import { judgeFlow, type ZoneMode } from '../learn/conduits.ts'
import { endOf } from '../learn/whereabouts.ts'
import { addressWords } from './address.ts'
import { layerAsset } from './city-layer.ts'
import { openLayer } from './layer.ts'
import { planOf } from './plan.ts'
import { claims, openView } from './view.ts'
import { writeLayer } from './write-layer.ts'

type Given = readonly (readonly [section: 'assets' | 'zones' | 'conduits', id: string, values: object, seen?: true])[]

function cityGiven(given: Given): City {
  const records: Record<string, unknown[]> = { assets: [], zones: [], conduits: [] }
  for (const [section, id, values, seen] of given) {
    const by = { source: 'list', time: morning, confidence: seen === true ? 'observed' : 'imported' } as const
    const made = record(section, id, values as Record<string, unknown>, by)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    records[section]?.push(made.value)
  }
  return cityOf(records, morning)
}

function viewOf(city: City, modes: Readonly<Record<string, ZoneMode>> = {}) {
  const layer = writeLayer([...city.assets.values()].map((asset) => layerAsset(asset, city.time)))
  const decided = new Map(Object.entries(modes).map(([zone, mode]) => [zone, { mode }]))
  return openView(planOf(city, decided), [openLayer(layer)])
}

function recognised(view: ReturnType<typeof viewOf>, address: string) {
  const [into, words] = [claims(), addressWords()]
  view.address(address, into, words)
  const assets = Array.from({ length: into.count }, (_, at) => [view.asset(into, at), view.confidence(into, at)])
  return { assets, zone: view.zoneNumbered(view.zone(into, words))?.id, words, number: view.zone(into, words) }
}

function named(view: ReturnType<typeof viewOf>, kind: 'host' | 'device' | 'account', value: string) {
  const into = claims()
  view.text(kind, value, into)
  return Array.from({ length: into.count }, (_, at) => view.asset(into, at))
}

const ip = (value: string) => ({ scheme: 'ip', value })

describe('what a city names', () => {
  const view = viewOf(
    cityGiven([
      ['zones', 'water', { name: 'Eau', layer: 'control', networks: ['10.2.0.0/16', '2001:db8:2::/48'] }],
      ['zones', 'pumps', { networks: ['10.2.9.0/24'] }],
      ['zones', 'world', { layer: 'outside' }],
      [
        'assets',
        'plc-1',
        { kind: 'plc', zone: 'water', identifiers: [ip('10.9.9.9'), { scheme: 'host', value: 'PLC-É1.city.example' }] },
      ],
      ['assets', 'plc-2', { identifiers: [ip('2001:db8:2::7'), { scheme: 'mac', value: '02-00-00-00-00-07' }] }],
      ['assets', 'twin-a', { identifiers: [ip('10.2.0.7')] }],
      ['assets', 'twin-b', { identifiers: [ip('10.2.0.7')] }, true],
      ['assets', 'ann', { identifiers: [{ scheme: 'account', value: 'City\\Ann' }] }],
    ]),
  )

  test('is recognised by address, name, hardware address and account', () => {
    expect(recognised(view, '10.9.9.9')).toMatchObject({ assets: [['plc-1', 0.9]], zone: 'water' })
    expect(recognised(view, '2001:0DB8:2:0::7')).toMatchObject({ assets: [['plc-2', 0.9]], zone: 'water' })
    expect(named(view, 'host', 'plc-é1.city.example')).toEqual(['plc-1'])
    expect(named(view, 'device', '02:00:00:00:00:07')).toEqual(['plc-2'])
    expect(named(view, 'account', 'city\\ann')).toEqual(['ann'])
    expect(named(view, 'host', '02:00:00:00:00:07')).toEqual([])
  })

  test('has a zone by its network although nobody declared it, the narrowest first; what is of nobody is of the world', () => {
    expect(recognised(view, '10.2.3.4')).toMatchObject({ assets: [], zone: 'water' })
    expect(recognised(view, '10.2.9.4')).toMatchObject({ assets: [], zone: 'pumps' })
    expect(recognised(view, '198.51.100.7')).toMatchObject({ assets: [], zone: 'world' })
    expect(recognised(view, '10.3.0.1').zone).toBeUndefined()
  })

  test('that two claim is both, with what each is sure of shared between them; a register’s word goes first', () => {
    expect(recognised(view, '10.2.0.7').assets).toEqual([
      ['twin-a', 0.45],
      ['twin-b', 0.35],
    ])
  })
})

const small = fc.record({
  address: fc.nat(5).map((last) => `10.${last % 3}.0.${last}`),
  zone: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
})

test.prop([
  fc.array(small, { maxLength: 6 }),
  fc.array(
    fc.record({
      from: fc.constantFrom('a', 'b', 'c'),
      to: fc.constantFrom('a', 'b', 'c'),
      port: fc.constantFrom(80, 502),
      protocol: fc.constantFrom('http', 'modbus', 'tcp'),
      targets: fc.subarray(['asset-0', 'asset-1'], { maxLength: 1 }),
    }),
    { maxLength: 5 },
  ),
  fc.subarray(['10.0.0.0/24', '10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/30'] as const),
  fc.nat(5),
  fc.nat(5),
  fc.constantFrom(80, 502, 22),
  fc.constantFrom('', 'http', 'kernel', 'modbus'),
])('judges a flow as the city itself does', (assets, conduits, networks, from, to, port, app) => {
  const city = cityGiven([
    ...(['a', 'b', 'c'] as const).map((id, at) => ['zones', id, { networks: networks.slice(at, at + 1) }] as const),
    ...assets
      .filter(({ address }, at) => assets.findIndex((other) => other.address === address) === at)
      .map(({ address, zone }, at) => {
        const said = { identifiers: [ip(address)], ...(zone === undefined ? {} : { zone }) }
        return ['assets', `asset-${at}`, said] as const
      }),
    ...conduits.map(
      ({ port: at, ...rest }, n) => ['conduits', `c${n}`, { ...rest, ports: [{ from: at, to: at }] }] as const,
    ),
  ])
  const view = viewOf(city)
  const [begins, ends] = [from, to].map((last) => `10.${last % 3}.0.${last}`)
  const known = openClaims(city)
  const judged = judgeFlow(city, endOf(city, known, begins ?? ''), endOf(city, known, ends ?? ''), {
    transport: 'tcp',
    port,
    app,
  })
  const side = (address = '') => {
    const { assets: claimed, number, words } = recognised(view, address)
    return { zone: number, words, assets: claimed.map(([id]) => String(id)) }
  }
  const found = view.flow(side(begins), side(ends), { transport: 'tcp', port, app })
  expect([found?.flow ?? 'unzoned', found?.conduit]).toEqual([
    judged.kind,
    judged.kind === 'meant' ? judged.conduit : undefined,
  ])
})

test.prop([fc.array(fc.tuple(fc.nat(400), fc.nat(30)), { maxLength: 200 }), fc.nat(400)])(
  'whatever claims an address in whichever order is found, and nothing else',
  (given, wanted) => {
    const owned = new Map<string, Set<string>>()
    for (const [last, asset] of given)
      owned.set(`a${asset}`, (owned.get(`a${asset}`) ?? new Set()).add(`10.0.${last >> 8}.${last & 255}`))
    const bytes = writeLayer(
      [...owned].map(([id, addresses]) => ({
        id,
        known: {
          ...{ kind: undefined, zone: undefined, declared: true },
          names: [...addresses].map((value) => ({ kind: 'address' as const, value, surety: 90 })),
        },
      })),
    )
    const view = openView({ zones: [], conduits: [] }, [openLayer(bytes)])
    const address = `10.0.${wanted >> 8}.${wanted & 255}`
    const expected = [...owned].flatMap(([id, of]) => (of.has(address) ? [id] : [])).sort()
    expect(recognised(view, address).assets.map(([id]) => id)).toEqual(expected.slice(0, 8))
  },
)
