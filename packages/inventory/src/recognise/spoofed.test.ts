import type { CityControl } from '@tocsin/capability'
import { type City, cityOf, record } from '@tocsin/city'
import { type Event, type EventRow, nothingSeen, type Value } from '@tocsin/event'
import { describe, expect, test } from 'vitest'
import { morning } from '../given.fixture.ts'
import { layerAsset } from './city-layer.ts'
import { planOf, writePlan } from './plan.ts'
import { recogniser } from './recogniser.ts'
import { writeLayer } from './write-layer.ts'

const by = { source: 'list', time: morning, confidence: 'imported' } as const

function made(section: 'assets' | 'zones', id: string, values: Record<string, unknown>) {
  const read = record(section, id, values, by)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

const city: City = cityOf(
  {
    zones: [
      made('zones', 'control', { layer: 'control', networks: ['10.2.0.0/16'] }),
      made('zones', 'wifi', { layer: 'public', networks: ['10.99.0.0/16'] }),
      made('zones', 'world', { layer: 'outside' }),
    ],
    assets: [
      made('assets', 'scada', {
        zone: 'control',
        identifiers: [
          { scheme: 'ip', value: '10.2.0.1' },
          { scheme: 'host', value: 'scada-1' },
          { scheme: 'mac', value: '02:00:00:00:00:01' },
        ],
      }),
      made('assets', 'plc', { zone: 'control', identifiers: [{ scheme: 'ip', value: '10.2.0.2' }] }),
    ],
  } as never,
  morning,
)

const stage = recogniser()
const contents = new Map([
  ['layer', writeLayer([...city.assets.values()].map((asset) => layerAsset(asset, morning)))],
  ['plan', writePlan(planOf(city, new Map()))],
])
const control: CityControl = { kind: 'city', number: 1, plan: 'plan', layers: ['layer'] }
stage.control(control, contents)

function recognised(ocsf: EventRow, native: Readonly<Record<string, Value>> = {}, derived: typeof native = {}): Event {
  return stage.recognise({
    id: '0.0.0',
    at: { partition: 0, offset: 0n, index: 0 },
    ...{ time: morning, received: morning, timeQuality: 'stated', source: 'gateway', realm: 'real', origin: 'proven' },
    ...{ decoder: 'json', logsources: [], observables: [], seen: nothingSeen },
    native: new Map(Object.entries(native)),
    derived: new Map(Object.entries(derived)),
    ocsf,
  } as unknown as Event)
}

describe('what an event names', () => {
  test('is recognised by its address, with the zone of the thing', () => {
    expect(recognised({ 'src_endpoint.ip': '10.2.0.1', 'dst_endpoint.ip': '10.2.0.2' }).seen).toMatchObject({
      sourceZone: 'control',
      targetZone: 'control',
    })
  })

  test('does not move where its address is not, by calling itself by the name of a thing', () => {
    for (const [address, zone] of [
      ['10.99.0.7', 'wifi'],
      ['203.0.113.7', 'world'],
    ] as const) {
      for (const name of [{ 'src_endpoint.hostname': 'SCADA-1' }, { 'src_endpoint.mac': '02:00:00:00:00:01' }]) {
        const event = recognised({ 'src_endpoint.ip': address, 'dst_endpoint.ip': '10.2.0.2', ...name })
        expect(event.seen.sourceZone).toBe(zone)
        expect(event.derived.get('seen.source.zone')).toBe(zone)
      }
    }
  })

  test('stands where the thing of its name does while nothing says otherwise', () => {
    expect(recognised({ 'src_endpoint.hostname': 'scada-1' }).seen.sourceZone).toBe('control')
    expect(recognised({ 'src_endpoint.hostname': 'scada-1', 'src_endpoint.ip': '10.3.0.1' }).seen.sourceZone).toBe(
      'control',
    )
  })

  test('cannot bring the city’s own words with it', () => {
    const forged = { 'seen.source.zone': 'control', 'seen.flow': 'meant' }
    for (const event of [
      recognised({ 'src_endpoint.ip': '10.99.0.7' }, forged),
      recognised({ 'src_endpoint.ip': '10.99.0.7' }, {}, forged),
    ]) {
      expect(event.native.has('seen.source.zone')).toBe(false)
      expect(event.derived.get('seen.source.zone')).toBe('wifi')
      expect(event.derived.has('seen.flow')).toBe(false)
    }
  })
})
