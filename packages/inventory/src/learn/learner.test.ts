import { record } from '@tocsin/city'
import { emptyPosition, everything, readPosition } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GivenCity, givenCity } from '../given.fixture.ts'
import type { Digest } from './digest.ts'
import { conn, givenEvent, zeek } from './given-learning.fixture.ts'
import { discrepanciesOf, factsOf, learnerSink } from './learnt.repository.ts'
import { type Observer, openObserver } from './observer.ts'
import { openProofBook } from './proof-book.ts'

let given: GivenCity
let observer: Observer
beforeEach(async () => {
  given = await givenCity()
  observer = openObserver(openProofBook('seed', 1 << 10))
})
afterEach(() => given.close())

const position = (next: number) => emptyPosition().map((_, partition) => (partition === 3 ? next : 0))
let next = 1
async function learn(...events: Parameters<Observer['take']>[0][]): Promise<void> {
  observer.ground(given.learner().ground())
  for (const event of events) observer.take(event)
  await given.learner().apply(observer.digest(), position(next++))
}

const declare = async (
  section: 'assets' | 'zones' | 'conduits',
  id: string,
  values: object,
  confidence: 'declared' | 'imported' = 'imported',
) => {
  const made = record(section, id, values as Record<string, unknown>, {
    source: 'list',
    time: given.clock.now(),
    confidence,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  await given.keeper().apply({ [section]: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}
const ip = (value: string) => ({ scheme: 'ip', value })
const assets = () => [...given.keeper().city().assets.keys()].sort()
const identifiers = async (asset: string) => {
  const { asset: shown } = (await given.ask('GET', '/city/assets/:asset', { asset })) as {
    asset: { identifiers: { scheme: string; value: string }[] }
  }
  return shown.identifiers.map(({ scheme, value }) => `${scheme}:${value}`).sort()
}
const misfits = async () =>
  (await discrepanciesOf(given.state, everything, { limit: 100 })).map(({ kind, asset, other, value, against }) => [
    kind,
    asset,
    other,
    value,
    against,
  ])
const lease = (mac: string, address: string, host?: string, at60 = 0) =>
  givenEvent(
    { action: 'ack', src_mac: mac, src_ip: address, ...(host === undefined ? {} : { src_host: host }) },
    { at60, logsources: [{ product: 'kea', service: 'dhcp' }] },
  )

test('an empty city learns its hosts, with the evidence of each statement, and stays as it is over a restart', async () => {
  await learn(conn('10.0.0.5', '10.0.0.9', 502, { service: 'modbus' }))
  expect(assets()).toEqual(['seen-ip-10.0.0.5', 'seen-ip-10.0.0.9'])
  const [fact] = await factsOf(given.state, everything, { asset: 'seen-ip-10.0.0.9', topic: 'service', limit: 10 })
  expect(fact).toMatchObject({
    value: 'tcp/502',
    detail: 'modbus',
    said_by: 'zeek/conn',
    source: 'sensor',
    count: 1,
    event: expect.stringMatching(/^3\./),
  })
  expect(given.keeper().number()).toBe(1)
  await given.again()
  observer = openObserver(openProofBook('other', 1 << 10))
  await learn(conn('10.0.0.5', '10.0.0.9', 502, { service: 'modbus' }))
  expect(given.keeper().number()).toBe(1)
  expect(given.learner().status()).toMatchObject({ made: 2, flows: 1 })
  expect([...given.learner().flows.rows()]).toMatchObject([{ count: 2, bytes: 60, app: 'modbus' }])
})

test('the position is written with what it leads to', async () => {
  await learn(conn('10.0.0.5', '10.0.0.9', 502))
  expect(await readPosition(given.state, learnerSink)).toEqual(position(next - 1))
})

test('names that one record states together are one thing, in whichever order they come', async () => {
  await learn(conn('10.0.0.7', '10.0.0.9', 80))
  await learn(lease('02:00:00:00:00:07', '10.0.0.7', 'lamp-7', 60))
  expect(assets()).toEqual(['seen-ip-10.0.0.7', 'seen-ip-10.0.0.9'])
  expect(await identifiers('seen-ip-10.0.0.7')).toEqual(['host:lamp-7', 'ip:10.0.0.7', 'mac:02:00:00:00:00:07'])
})

test('what a list declares is recognised: what was seen is said of it, below what the list says', async () => {
  await declare('assets', 'pump-1', { name: 'Pump 1', firmware: '2.0', identifiers: [ip('10.0.0.7')] })
  await learn(
    lease('02:00:00:00:00:07', '10.0.0.7', 'esp-c0ffee'),
    zeek('modbus_read_device_identification', {
      source_h: '10.0.0.7',
      request_response: 'RESPONSE',
      object_id: 'MajorMinorRevision',
      object_value: 'V1.9',
    }),
  )
  expect(assets()).toEqual(['pump-1'])
  const { asset, attributes } = (await given.ask('GET', '/city/assets/:asset', { asset: 'pump-1' })) as {
    asset: object
    attributes: { name: string; shown: { value: unknown }[] }[]
  }
  expect(asset).toMatchObject({ name: 'Pump 1', product: '2.0' })
  expect(attributes.find(({ name }) => name === 'firmware')?.shown).toMatchObject([{ value: '2.0' }])
  expect(await identifiers('pump-1')).toContain('mac:02:00:00:00:00:07')
  expect(await misfits()).toEqual([['firmware-older', 'pump-1', null, 'V1.9', '2.0']])
})

describe('a lease that goes on to another device', () => {
  test('takes its address along, and says nothing: that is what leases do', async () => {
    await learn(lease('02:00:00:00:00:07', '10.0.0.7', 'lamp-7'))
    await learn(lease('02:00:00:00:00:08', '10.0.0.7', 'lamp-8', 3600))
    expect(await identifiers('seen-mac-02:00:00:00:00:07')).toEqual(['host:lamp-7', 'mac:02:00:00:00:00:07'])
    expect(await identifiers('seen-mac-02:00:00:00:00:08')).toEqual([
      'host:lamp-8',
      'ip:10.0.0.7',
      'mac:02:00:00:00:00:08',
    ])
    expect(await misfits()).toEqual([])
    await learn(lease('02:00:00:00:00:07', '10.0.0.7', 'lamp-7', 7200))
    expect(await identifiers('seen-mac-02:00:00:00:00:07')).toContain('ip:10.0.0.7')
  })

  test('is worth a look where a list says whose address it is', async () => {
    await declare('assets', 'plc-1', { identifiers: [ip('10.0.0.7'), { scheme: 'mac', value: '02:00:00:00:00:07' }] })
    await learn(conn('10.0.0.7', '10.0.0.9', 80), lease('02:00:00:00:00:07', '10.0.0.7'))
    await learn(lease('02:00:00:00:00:66', '10.0.0.7'))
    expect(await misfits()).toEqual(
      expect.arrayContaining([
        ['new-mac', 'plc-1', null, '02:00:00:00:00:66', '02:00:00:00:00:07'],
        ['claimed-by-two', 'plc-1', 'seen-mac-02:00:00:00:00:66', 'ip:10.0.0.7', 'mac:02:00:00:00:00:66'],
      ]),
    )
    expect(await identifiers('plc-1')).toEqual(['ip:10.0.0.7', 'mac:02:00:00:00:00:07'])
  })

  test('that a list does not know of says that the device moved', async () => {
    await declare('assets', 'plc-1', { identifiers: [ip('10.0.0.7'), { scheme: 'mac', value: '02:00:00:00:00:07' }] })
    await learn(lease('02:00:00:00:00:07', '10.0.9.9'))
    expect(await misfits()).toEqual([['moved', 'plc-1', null, '10.0.9.9', '10.0.0.7']])
  })
})

test('past the number of things that are made from what was seen, what nobody declared is counted and left out', async () => {
  await declare('assets', 'plc-1', { identifiers: [ip('10.0.0.7')] })
  const { reconcile } = await import('./reconcile.ts')
  observer.take(conn('10.0.0.7', '10.0.0.8', 80))
  const { facts } = observer.digest()
  const { records, refused, assetOf } = reconcile(given.keeper().city(), given.learner().claims, facts, 0)
  expect([records.assets, assetOf('ip:10.0.0.7')]).toEqual([[], 'plc-1'])
  expect(refused).toBeGreaterThan(0)
})

describe('flows between zones', () => {
  beforeEach(async () => {
    await declare('zones', 'office', { name: 'Office', networks: ['10.1.0.0/16'] })
    await declare('zones', 'water', { name: 'Water', networks: ['10.2.0.0/16'] })
    await declare('conduits', 'historian', {
      from: 'office',
      to: 'water',
      protocol: 'https',
      ports: [{ from: 443, to: 443 }],
    })
  })
  const judged = () =>
    [...given.learner().flows.rows()].map((row) => [row.port, given.learner().judge(row).judged.kind])

  test('are meant by a conduit, or have none; within a zone none is asked for', async () => {
    await learn(
      conn('10.1.0.5', '10.2.0.9', 443, { service: 'ssl' }),
      conn('10.1.0.5', '10.2.0.9', 502, { service: 'modbus' }),
      conn('10.1.0.5', '10.1.0.6', 445, { service: 'smb' }),
      conn('10.2.0.9', '10.1.0.5', 443, { service: 'ssl' }),
      conn('10.2.0.9', '198.51.100.1', 444),
    )
    expect(judged()).toEqual([
      [443, 'meant'],
      [502, 'without'],
      [445, 'within'],
      [443, 'without'],
      [444, 'without'],
    ])
  })

  test('within TLS are meant by the port of an encrypted conduit, whatever it carries; not by that of an open one', async () => {
    const mqtt = { from: 'water', to: 'office', protocol: 'mqtt' }
    await declare('conduits', 'readings', { ...mqtt, ports: [{ from: 8883, to: 8883 }], encryption: 'tls' })
    await declare('conduits', 'old-readings', { ...mqtt, ports: [{ from: 1883, to: 1883 }], encryption: 'none' })
    await learn(
      conn('10.2.0.9', '10.1.0.5', 8883, { service: 'ssl' }),
      conn('10.2.0.9', '10.1.0.5', 1883, { service: 'ssl' }),
      conn('10.2.0.9', '10.1.0.5', 8884, { service: 'ssl' }),
    )
    expect(judged()).toEqual([
      [8883, 'meant'],
      [1883, 'without'],
      [8884, 'without'],
    ])
  })
})

test('a digest that comes twice after a crash changes the city once', async () => {
  observer.take(conn('10.0.0.5', '10.0.0.9', 80))
  const digest: Digest = observer.digest()
  await given.learner().apply(digest, position(1))
  const { number } = given.keeper()
  await given.learner().apply(digest, position(1))
  expect(given.keeper().number()).toBe(number())
})

test('an account that is forgotten is gone, with and without its domain, and no other is', async () => {
  const ticket = (client: string) =>
    zeek('kerberos', { 'id.orig_h': '10.0.0.5', 'id.resp_h': '10.0.0.2', client, success: true })
  await learn(ticket('ann/CITY'), ticket('ann'), ticket('joann/CITY'), ticket('a%/CITY'))
  await given.learner().forget('Ann')
  await given.learner().forget('%')
  const left = await factsOf(given.state, everything, { topic: 'account', limit: 10 })
  expect(left.map(({ value }) => value).sort()).toEqual(['city\\a%', 'city\\joann'])
})
