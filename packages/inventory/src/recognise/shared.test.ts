import { type Asset, record } from '@tocsin/city'
import { describe, expect, test } from 'vitest'
import { morning } from '../given.fixture.ts'
import { addressWords } from './address.ts'
import { layerAsset } from './city-layer.ts'
import { openLayer } from './layer.ts'
import { isShared } from './shared.ts'
import { claims, openView } from './view.ts'
import { writeLayer } from './write-layer.ts'

type How = 'declared' | 'observed' | 'assumed'
function asset(values: Record<string, unknown>, confidence: How = 'declared', id = 'thing'): Asset {
  const made = record('assets', id, values, { source: 'list', time: morning, confidence })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}
const host = (value: string) => ({ scheme: 'host', value })
const ip = (value: string) => ({ scheme: 'ip', value })
const two = [host('a-1'), ip('10.0.0.7')]

describe('others speak through', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a router', { kind: 'router', identifiers: two }],
    ['a firewall that translates addresses', { kind: 'firewall', identifiers: two }],
    ['a radio gateway', { kind: 'lorawan-gateway', identifiers: two }],
    ['a proxy by its name', { kind: 'server', identifiers: [host('proxy-2.city.example'), ip('10.0.0.7')] }],
    ['a name server by its name', { kind: 'server', identifiers: [host('ns1.city.example'), ip('10.0.0.7')] }],
    ['a network’s gateway by its name', { identifiers: [host('gw.water'), ip('10.20.0.1')] }],
    [
      'one card that answers for many addresses',
      {
        identifiers: [
          { scheme: 'mac', value: '020000000001' },
          ...Array.from({ length: 9 }, (_, n) => ip(`10.0.0.${n}`)),
        ],
      },
    ],
  ])('%s', (_, values) => {
    expect(isShared(asset(values), morning)).toBe(true)
  })

  test('what was seen to resolve names or to be a proxy, unless a person says that it is not so', () => {
    const seen = asset({ shared: true, identifiers: two }, 'observed')
    expect(isShared(seen, morning)).toBe(true)
    const denied = (asset({ shared: false }).said.shared ?? []).map((one) => ({ ...one, source: 'operator:ann' }))
    const both = { id: seen.id, said: { ...seen.said, shared: [...(seen.said.shared ?? []), ...denied] } }
    expect(isShared(both, morning + 1)).toBe(false)
    expect(isShared(asset({ shared: false, kind: 'router', identifiers: two }), morning)).toBe(false)
  })

  test.each<[string, Record<string, unknown>]>([
    ['a controller', { kind: 'plc', identifiers: two }],
    ['a host whose name only holds such a word', { kind: 'server', identifiers: [host('dnssec-lab'), host('nsa')] }],
    ['a thing of which nothing is known', { identifiers: two }],
  ])('not %s', (_, values) => {
    expect(isShared(asset(values), morning)).toBe(false)
  })
})

describe('a name is surely of a thing', () => {
  const view = (...assets: readonly Asset[]) =>
    openView({ zones: [], conduits: [] }, [openLayer(writeLayer(assets.map((one) => layerAsset(one, morning))))])
  const sure = (of: ReturnType<typeof view>, value: string) => {
    const into = claims()
    of.address(value, into, addressWords())
    return of.sure(into)
  }

  test('that was declared or seen, but not where it is only supposed', () => {
    for (const [how, expected] of [
      ['declared', 'thing'],
      ['observed', 'thing'],
      ['assumed', undefined],
    ] as const) {
      expect(sure(view(asset({ identifiers: two }, how)), '10.0.0.7')).toBe(expected)
    }
  })

  test('that nothing else claims, and through which nobody else speaks', () => {
    const twin = asset({ identifiers: [ip('10.0.0.7')] }, 'observed', 'twin')
    expect(sure(view(asset({ identifiers: two }), twin), '10.0.0.7')).toBeUndefined()
    expect(sure(view(asset({ identifiers: two, kind: 'firewall' })), '10.0.0.7')).toBeUndefined()
    expect(sure(view(asset({ identifiers: two })), '10.0.0.8')).toBeUndefined()
  })
})
