import { cityOf, type Records, record, type SectionName } from '@tocsin/city'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'
import { drawnOf } from './places.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

const by = { source: 'test', time: morning, confidence: 'declared' } as const

function made<Section extends SectionName>(section: Section, id: string, values: Record<string, unknown>) {
  const read = record(section, id, values, by)
  if (!read.ok) throw new Error(read.error[0]?.reason)
  return read.value
}

const ring = [
  [2.3, 48.8],
  [2.4, 48.8],
  [2.4, 48.9],
]
const records: Records = {
  organisations: [made('organisations', 'water', { name: 'Water' }), made('organisations', 'roads', { name: 'Roads' })],
  zones: [
    made('zones', 'pumps', { name: 'Pumps', place: { kind: 'area', around: ring } }),
    made('zones', 'lights', { name: 'Lights' }),
  ],
  assets: [
    made('assets', 'pump', {
      name: 'Pump 1',
      kind: 'pump',
      zone: 'pumps',
      owner: 'water',
      place: { kind: 'point', at: [2.35123, 48.85] },
      identifiers: [{ scheme: 'ip', value: '10.0.0.1' }],
    }),
    made('assets', 'main', { name: 'Main', owner: 'water', place: { kind: 'line', along: ring } }),
    made('assets', 'light', { name: 'Light 1', kind: 'signal-controller', zone: 'lights', owner: 'roads' }),
  ],
  cells: [made('cells', 'quay', { name: 'Quay', area: { kind: 'area', around: ring } })],
  services: [
    made('services', 'drinking', { name: 'Drinking water', kind: 'water', owner: 'water' }),
    made('services', 'crossings', { name: 'Crossings', kind: 'traffic', owner: 'roads' }),
  ],
  dependencies: [
    made('dependencies', 'drinking-needs', {
      dependent: { kind: 'service', id: 'drinking' },
      suppliers: [
        { kind: 'asset', id: 'pump' },
        { kind: 'asset', id: 'light' },
      ],
    }),
  ],
}

test('a map gets columns: positions, kinds, zones, lines, and what services rest on', async () => {
  await given.keeper().apply(records, { who: 'ann', kind: 'import', about: 'test' })
  const places = await given.ask('GET', '/city/places')
  const ids = ['pump', 'main', 'light']
  expect(places).toMatchObject({
    count: 3,
    kinds: ['pump', 'signal-controller'],
    assets: {
      ids,
      names: ['Pump 1', 'Main', 'Light 1'],
      kinds: [0, -1, 1],
      zones: [0, -1, 1],
      at: [235_123, 4_885_000, 240_000, 4_880_000, null, null],
    },
    shapes: [{ asset: 1, kind: 'line', along: [230_000, 4_880_000, 240_000, 4_880_000, 240_000, 4_890_000] }],
    cells: [{ name: 'Quay' }],
    states: { misfit: [], undeclared: [] },
  })
  expect(places['zones']).toEqual([
    { id: 'pumps', name: 'Pumps', around: [230_000, 4_880_000, 240_000, 4_880_000, 240_000, 4_890_000] },
    { id: 'lights', name: 'Lights', around: null },
  ])
  expect(places['services']).toContainEqual({ id: 'drinking', name: 'Drinking water', kind: 'water', assets: [0, 2] })
})

test('people of a department get theirs alone: no other name, zone, service or number, and no ground', async () => {
  await given.keeper().apply(records, { who: 'ann', kind: 'import', about: 'test' })
  const places = await given.ask(
    'GET',
    '/city/places',
    {},
    {
      scope: { kind: 'sources', sources: ['pumps'] },
      circle: { role: 'analyst', departments: ['Roads'] },
    },
  )
  expect(places).toMatchObject({ count: 1, assets: { ids: ['light'] }, cells: [], zones: [{ id: 'lights' }] })
  expect((places['services'] as readonly { id: string }[]).map(({ id }) => id)).toEqual(['crossings'])
  expect(JSON.stringify(places)).not.toMatch(/pump|water|quay/i)
})

test('the same city is drawn once for those who see all of it', () => {
  const city = cityOf(records, morning)
  const sight = { everything: true, asset: () => true, service: () => true }
  expect(drawnOf(city, sight)).toBe(drawnOf(city, sight))
})
