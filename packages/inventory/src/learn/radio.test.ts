import { type Asset, cityOf, record } from '@tocsin/city'
import { expect, test } from 'vitest'
import { morning } from '../given.fixture.ts'
import { openClaims } from './claims.ts'
import type { Fact } from './digest.ts'
import { reconcile } from './reconcile.ts'

const eui = '70b3d50000000a11'
function asset(id: string, values: Record<string, unknown>): Asset {
  const made = record('assets', id, values, { source: 'list', time: morning, confidence: 'imported' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}
const radio = { scheme: 'dev-eui', value: eui }
const city = cityOf(
  {
    assets: [
      asset('probe', { identifiers: [radio], place: { kind: 'point', at: [0.1, 49.5] }, joinEui: '800000000000000C' }),
      asset('plc', {
        identifiers: [
          { scheme: 'ip', value: '10.0.0.9' },
          { scheme: 'serial', value: 'S-1' },
        ],
      }),
      asset('old', { identifiers: [{ scheme: 'ip', value: '10.0.0.7' }] }),
    ],
  },
  morning,
)
const fact = (but: Partial<Fact>): Fact => ({
  ...{ scheme: 'dev-eui', known: eui, topic: 'seen', value: '', by: 'chirpstack/up', source: 'lora', event: '3.1.0' },
  ...{ first: morning, last: morning, count: 1, news: true },
  ...but,
})
const learnt = (...facts: Fact[]) => reconcile(city, openClaims(city), facts)
const misfits = (...facts: Fact[]) =>
  learnt(...facts).misfits.map(({ kind, asset: of, other, value, against }) => [kind, of, other, value, against])

test('a device that joins with another JoinEUI is claimed by two', () => {
  const join = (value: string) => fact({ topic: 'join-eui', value, by: 'things-stack/join' })
  expect(misfits(join('800000000000000c'))).toEqual([])
  expect(misfits(join('70b3d57ed0000001'))).toEqual([
    ['claimed-by-two', 'probe', undefined, '70b3d57ed0000001', '800000000000000c'],
  ])
})

test('a device that a gateway far from its place hears has moved; near it, or without a place, it has not', () => {
  const heard = (detail?: string) =>
    fact({ topic: 'gateway', value: 'g1', ...(detail === undefined ? {} : { detail }) })
  expect(misfits(heard('0.11000 49.49000'), heard())).toEqual([])
  expect(misfits(heard('2.30000 48.80000'))).toEqual([
    ['moved', 'probe', undefined, 'g1 (2.30000 48.80000)', undefined],
  ])
})

test('a device that gateways far from each other hear is claimed by two', () => {
  expect(misfits(fact({ topic: 'apart', value: 'a b', detail: '178 km' }))).toEqual([
    ['claimed-by-two', 'probe', undefined, 'a b (178 km)', undefined],
  ])
})

test('a serial number is kept as what a thing is known by; elsewhere, or beside another one, it does not fit', () => {
  const at = (known: string, value: string) => fact({ scheme: 'ip', known, topic: 'serial', value })
  const { records } = learnt(at('10.0.0.7', 'S-2'))
  expect(records.assets?.[0]?.said.identifiers?.map(({ value }) => value)).toEqual([{ scheme: 'serial', value: 'S-2' }])
  expect(misfits(at('10.0.0.7', 'S-1'))).toEqual([['claimed-by-two', 'plc', 'old', 'serial:S-1', 'ip:10.0.0.7']])
  expect(misfits(at('10.0.0.9', 'S-3'))).toEqual([['differs', 'plc', undefined, 'S-3', 'S-1']])
})
