import type { AssetId, ZoneId } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { dependents } from './dependents.ts'
import { reach, type Standpoint } from './reach.ts'
import type { Party } from './schema/dependency.ts'
import type { OrganisationId } from './schema/ids.ts'
import { asset, make, service, supply, town } from './town.fixture.ts'

const city = town({
  zones: ['office', 'dmz', 'control', 'field', 'island'].map((id) => make('zones', id, {})),
  assets: [
    asset('pc', { zone: 'office' }),
    asset('jump', { zone: 'office' }),
    asset('scada', { zone: 'control' }),
    asset('plc', { zone: 'field' }),
  ],
  conduits: [
    make('conduits', 'web', { from: 'office', to: 'dmz' }),
    make('conduits', 'admin', { from: 'office', to: 'control', sources: ['jump'], targets: ['scada'] }),
    make('conduits', 'poll', { from: 'control', to: 'field', protocol: 'modbus' }),
    make('conduits', 'mirror', { from: 'field', to: 'control' }),
  ],
  organisations: [make('organisations', 'vendor', { reachesAssets: ['plc'] })],
})

const from = (standpoint: Standpoint, hops?: number) =>
  reach(city, standpoint, hops).map(
    ({ zone, hops, only }) => `${zone} ${hops}${only === undefined ? '' : ` only ${only.join(',')}`}`,
  )

describe('what can be reached', () => {
  test('directly, an asset reaches what its conduits let it', () => {
    expect(from({ kind: 'asset', id: 'pc' as AssetId }, 1)).toEqual(['office 0', 'dmz 1'])
    expect(from({ kind: 'asset', id: 'jump' as AssetId }, 1)).toEqual(['office 0', 'control 1 only scada', 'dmz 1'])
  })

  test('over several hops a taken zone lends all its conduits, and nothing reaches the island', () => {
    expect(from({ kind: 'zone', id: 'office' as ZoneId })).toEqual(
      ['office 0', 'control 1 only scada', 'dmz 1', 'field 2'].sort(byHops),
    )
  })

  test('the path names the conduits', () => {
    const field = reach(city, { kind: 'zone', id: 'office' as ZoneId }).find(({ zone }) => zone === 'field')
    expect(field?.path).toEqual(['admin', 'poll'])
  })

  test('a supplier begins where it gets in', () => {
    expect(from({ kind: 'organisation', id: 'vendor' as OrganisationId })).toEqual(['field 0 only plc', 'control 1'])
  })

  test('what is not in the city reaches nothing', () => {
    expect(from({ kind: 'zone', id: 'ghost' as ZoneId })).toEqual([])
    expect(from({ kind: 'asset', id: 'ghost' as AssetId })).toEqual([])
  })

  test('rings of conduits end', () => {
    expect(from({ kind: 'zone', id: 'field' as ZoneId })).toEqual(['field 0', 'control 1'])
  })
})

test('what depends on something is found over others, nearest first, and rings end', () => {
  const city = town({
    assets: [asset('substation')],
    services: [service('power'), service('water'), service('heat')],
    dependencies: [
      supply('1', 'service:power', ['asset:substation']),
      supply('2', 'service:water', ['service:power']),
      supply('3', 'service:heat', ['service:water', 'service:power']),
      supply('4', 'service:power', ['service:heat']),
    ],
  })
  const found = dependents(city, { kind: 'asset', id: 'substation' } as Party)
  expect(found.map(({ party, steps, through }) => `${party.id} ${steps} ${through}`)).toEqual([
    'power 1 1',
    'heat 2 3',
    'water 2 2',
  ])
})

function byHops(a: string, b: string): number {
  return Number(a.split(' ')[1]) - Number(b.split(' ')[1]) || (a < b ? -1 : 1)
}
