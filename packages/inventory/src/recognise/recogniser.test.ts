import { createHash } from 'node:crypto'
import { test } from '@fast-check/vitest'
import { type City, cityOf, record } from '@tocsin/city'
import type { Event } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { morning } from '../given.fixture.ts'
import { givenEvent } from '../learn/given-learning.fixture.ts'
import { layerAsset } from './city-layer.ts'
import { planOf, writePlan } from './plan.ts'
import { recogniser } from './recogniser.ts'
import { writeLayer } from './write-layer.ts'

const ip = (value: string) => ({ scheme: 'ip', value })
const given = [
  ['zones', 'wifi', { layer: 'public', networks: ['10.70.0.0/16'] }],
  ['zones', 'water', { name: 'Eau', layer: 'control', networks: ['10.20.0.0/16'] }],
  [
    'assets',
    'plc-1',
    { kind: 'plc', zone: 'water', identifiers: [ip('10.20.0.7'), { scheme: 'host', value: 'plc-1' }] },
  ],
  ['assets', 'twin-a', { kind: 'plc', identifiers: [ip('10.20.0.8')] }],
  ['assets', 'twin-b', { kind: 'server', identifiers: [ip('10.20.0.8')] }],
  ['assets', 'probe', { identifiers: [{ scheme: 'dev-eui', value: 'A81758FFFE0567B2' }] }],
  ['assets', 'ann', { identifiers: [{ scheme: 'account', value: 'city\\ann' }] }],
  ['conduits', 'screens', { from: 'wifi', to: 'water', protocol: 'https' }],
] as const

function stage(number = 12) {
  const records: Record<string, unknown[]> = { zones: [], assets: [], conduits: [] }
  for (const [section, id, values] of given) {
    const made = record(section, id, values, { source: 'list', time: morning, confidence: 'declared' })
    if (made.ok) records[section]?.push(made.value)
    else throw new Error(JSON.stringify(made.error))
  }
  const city: City = cityOf(records, morning)
  const layer = writeLayer([...city.assets.values()].map((asset) => layerAsset(asset, city.time)))
  const plan = writePlan(planOf(city, new Map([['water', { mode: 'enforce' }]])))
  const name = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const made = recogniser()
  const control = { kind: 'city', number, plan: name(plan), layers: [name(layer)] } as const
  return {
    made,
    control,
    contents: new Map([
      [name(plan), plan],
      [name(layer), layer],
    ]),
  }
}

function recognised(ocsf: Event['ocsf'], but: Partial<Event> = {}): Event {
  const { made, control, contents } = stage()
  made.control(control, contents)
  return made.recognise(givenEvent({}, { ocsf, decoder: 'syslog', ...but }))
}

const conversation = {
  class_uid: 4001,
  'src_endpoint.ip': '10.70.3.4',
  'dst_endpoint.ip': '10.20.0.7',
  'dst_endpoint.port': 22,
  'connection_info.protocol_name': 'tcp',
  app_name: 'kernel',
} as const

describe('an event', () => {
  test('says the assets with their roles, both zones and that no conduit is meant for it; so do its columns and aliases', () => {
    const { seen, ocsf, derived } = recognised(conversation)
    expect(seen).toEqual({
      version: 12,
      assets: [{ asset: 'plc-1', role: 'target', confidence: 0.95 }],
      ...{ sourceZone: 'wifi', targetZone: 'water', flow: 'without', mode: 'enforce' },
    })
    expect(ocsf).toMatchObject({
      ...conversation,
      ...{ 'src_endpoint.zone': 'wifi', 'dst_endpoint.zone': 'water', 'dst_endpoint.uid': 'plc-1' },
      ...{ flow: 'without', seen: '12 target:plc-1:0.95' },
    })
    expect(Object.fromEntries(derived)).toEqual({
      ...{ 'seen.source.zone': 'wifi', 'seen.source.layer': 'public' },
      ...{
        'seen.target.asset': 'plc-1',
        'seen.target.kind': 'plc',
        'seen.target.zone': 'water',
        'seen.target.layer': 'control',
      },
      ...{ 'seen.flow': 'without', 'seen.mode': 'enforce' },
    })
  })

  test('says the conduit that is meant for it', () => {
    const { seen, ocsf } = recognised({ ...conversation, 'dst_endpoint.port': 443, app_name: 'ssl' })
    expect([seen.flow, seen.conduit, ocsf.conduit]).toEqual(['meant', 'screens', 'screens'])
  })

  test('that two claim says both, each as sure as it is', () => {
    const { seen, derived } = recognised({ ...conversation, 'dst_endpoint.ip': '10.20.0.8' })
    expect(seen.assets).toEqual([
      { asset: 'twin-a', role: 'target', confidence: 0.48 },
      { asset: 'twin-b', role: 'target', confidence: 0.48 },
    ])
    expect(derived.get('seen.target.kind')).toEqual(['plc', 'server'])
    expect(seen.targetZone).toBe('water')
  })

  test('names a device by what it is known by on the air, a host by its name in any case, an account with its domain', () => {
    const device = { kind: 'device', value: 'a81758fffe0567b2' } as const
    expect(recognised({}, { observables: [device] }).seen.assets).toMatchObject([{ asset: 'probe', role: 'device' }])
    expect(recognised({ 'device.hostname': 'PLC-1.' }).seen).toMatchObject({
      assets: [{ asset: 'plc-1' }],
      deviceZone: 'water',
    })
    const signIn = recognised({ 'actor.user.name': 'Ann', 'actor.user.domain': 'CITY.example' })
    expect(signIn.seen.assets).toMatchObject([{ asset: 'ann', role: 'actor' }])
    // People have a column of their own.
    expect([signIn.ocsf['actor.user.uid'], signIn.ocsf.seen]).toEqual(['ann', '12'])
  })

  test('that a firewall refused, that nobody answered, or that goes to everybody is no flow', () => {
    const flowOf = (ocsf: Event['ocsf'], but: Partial<Event> = {}) =>
      recognised({ ...conversation, ...ocsf }, but).seen.flow
    expect(flowOf({ activity_id: 5 })).toBeUndefined()
    expect(flowOf({ status_id: 2 })).toBeUndefined()
    expect(flowOf({ 'traffic.bytes_in': 0 })).toBeUndefined()
    expect(flowOf({}, { native: new Map([['conn_state', 'S0']]) })).toBeUndefined()
    expect(flowOf({ 'dst_endpoint.ip': '224.0.0.251' })).toBeUndefined()
    expect(flowOf({}, { decoder: 'tocsin' })).toBeUndefined()
    expect(flowOf({})).toBe('without')
  })

  test('that writes such names itself is not believed', () => {
    const native = new Map([
      ['seen.source.layer', 'enterprise'],
      ['seen.flow', 'meant'],
      ['action', 'accept'],
    ])
    const event = recognised(conversation, { native })
    expect([...event.native.keys()]).toEqual(['action'])
    expect(event.derived.get('seen.source.layer')).toBe('public')
    expect([
      ...recogniser()
        .recognise(givenEvent({ 'seen.flow': 'without' }))
        .native.keys(),
    ]).toEqual([])
  })

  test('of which nothing is known keeps the version that did not know it', () => {
    const event = recognised({ 'src_endpoint.ip': '192.0.2.1' })
    expect(event.seen).toEqual({ version: 12, assets: [] })
    expect(event.ocsf).toEqual({ 'src_endpoint.ip': '192.0.2.1' })
  })
})

test('a version whose contents are missing or damaged recognises nothing, and says so', () => {
  const { made, control, contents } = stage()
  made.control(control, contents)
  expect(() => made.control(control, new Map())).toThrow(expect.objectContaining({ code: 'city-missing' }))
  expect(made.recognise(givenEvent({}, { ocsf: conversation })).seen.version).toBe(0)
  const [layer = ''] = control.layers
  const torn = new Map(contents).set(layer, contents.get(layer)?.slice(0, 40) ?? new Uint8Array())
  expect(() => made.control(control, torn)).toThrow(expect.objectContaining({ code: 'city-damaged' }))
})

describe('the things that an event is about', () => {
  const named = (kind: 'host' | 'address' | 'device' | 'account', value: string) => ({ kind, value }) as const
  const thingsOf = (observables: Event['observables'], ocsf: Event['ocsf'] = {}) =>
    recognised(ocsf, { observables }).seen.things?.map(({ about, asset }) => [about.value, asset])

  test('are what its names surely are, each name by itself', () => {
    expect(thingsOf([named('host', 'plc-1')])).toEqual([['plc-1', 'plc-1']])
    // The sender's address is a relay's, and the name is not.
    expect(thingsOf([named('host', 'plc-1'), named('address', '10.70.0.9')], { 'device.ip': '10.20.0.8' })).toEqual([
      ['plc-1', 'plc-1'],
    ])
    const flow = [named('address', '10.70.3.4'), named('address', '10.20.0.7')]
    expect(thingsOf(flow, conversation)).toEqual([['10.20.0.7', 'plc-1']])
  })

  test('are none where two claim the name, it is a person’s, or one kind of name looks like another', () => {
    expect(thingsOf([named('address', '10.20.0.8')], { 'src_endpoint.ip': '10.20.0.8' })).toBeUndefined()
    expect(thingsOf([named('account', 'city\\ann')])).toBeUndefined()
    expect(thingsOf([named('device', 'plc-1')], { 'device.hostname': 'plc-1' })).toBeUndefined()
  })
})
