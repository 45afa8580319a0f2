import type { AssetId, ServiceId, ZoneId } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { asset, cell, make, manual, said, service, supply, town } from '../town.fixture.ts'
import type { Lost } from './answer.ts'
import { consequence } from './consequence.ts'

const lostAsset = (id: string, after?: number): Lost => ({
  kind: 'asset',
  id: id as AssetId,
  ...(after === undefined ? {} : { after }),
})
const lostService = (id: string): Lost => ({ kind: 'service', id: id as ServiceId })
const known = (amount: number) => ({ kind: 'known', atLeast: amount, atMost: amount })

describe('one service on assets', () => {
  test('with 2 of 3 pumps needed, one lost does nothing, and two stop the water at the later loss', () => {
    const city = town({
      assets: [asset('p1'), asset('p2'), asset('p3')],
      services: [service('water')],
      dependencies: [supply('pumps', 'service:water', ['asset:p1', 'asset:p2', 'asset:p3'], { needed: 2 })],
      cells: [cell('north', 1000, 'water')],
    })
    expect(consequence(city, [lostAsset('p1')], 24)).toMatchObject({
      services: [],
      people: known(0),
      personHours: known(0),
    })
    const two = consequence(city, [lostAsset('p1'), lostAsset('p3', 6)], 24)
    expect(two.services).toMatchObject([
      { service: 'water', degradedAfter: 6, downAfter: 6, lostHours: 18, because: ['pumps'] },
    ])
    expect(two).toMatchObject({ people: known(1000), personHours: known(18_000), assumedShare: 0 })
  })

  test('a tank delays the outage by its hours, and within them nobody is harmed', () => {
    const city = tank({ buffer: 8 })
    expect(consequence(city, [lostAsset('pump')], 8).people).toEqual(known(0))
    expect(consequence(city, [lostAsset('pump')], 24)).toMatchObject({
      people: known(1000),
      personHours: known(16_000),
    })
  })

  test('hands that are ready in time serve their share until they are exhausted', () => {
    const city = tank({ buffer: 4, fallback: manual(2, 10, 0.6) })
    const answer = consequence(city, [lostAsset('pump')], 24)
    expect(answer.services).toMatchObject([{ degradedAfter: 4, downAfter: 14, share: 1 }])
    expect(answer.services[0]?.lostHours).toBeCloseTo(10 * 0.4 + 10)
    const short = consequence(city, [lostAsset('pump')], 10)
    expect(short.services[0]).not.toHaveProperty('downAfter')
    expect(short.services[0]?.share).toBeCloseTo(0.4)
  })

  test('hands that come after the buffer is empty leave a gap', () => {
    const answer = consequence(tank({ buffer: 1, fallback: manual(3, 100, 1) }), [lostAsset('pump')], 24)
    expect(answer.services).toMatchObject([{ degradedAfter: 1, downAfter: 1, lostHours: 2 }])
  })

  test('hands at full capacity that hold through the horizon leave no harm', () => {
    expect(consequence(tank({ fallback: manual(0, 48, 1) }), [lostAsset('pump')], 48).services).toEqual([])
  })

  test('more hours lost than people bear is said, and so is that nobody said how many they bear', () => {
    const of = (maximumOutage?: number) =>
      consequence(tank({}, { maximumOutage }), [lostAsset('pump')], 12).services[0]?.maximumOutage
    expect([of(6), of(12), of()]).toEqual(['exceeded', 'within', 'unknown'])
  })

  function tank(terms: Parameters<typeof supply>[3], values = {}) {
    return town({
      assets: [asset('pump')],
      services: [service('water', values)],
      dependencies: [supply('pumping', 'service:water', ['asset:pump'], terms)],
      cells: [cell('north', 1000, 'water')],
    })
  }
})

describe('chains and rings', () => {
  test('buffers along a chain add up', () => {
    const city = town({
      assets: [asset('substation')],
      services: [service('power'), service('water'), service('hospital', { people: 300 })],
      dependencies: [
        supply('d1', 'service:power', ['asset:substation'], { buffer: 1 }),
        supply('d2', 'service:water', ['service:power'], { buffer: 4 }),
        supply('d3', 'service:hospital', ['service:water'], { buffer: 8 }),
      ],
      cells: [cell('north', 1000, 'power', 'water')],
    })
    const answer = consequence(city, [lostAsset('substation')], 24)
    expect(answer.services.map(({ service, downAfter }) => [service, downAfter])).toEqual([
      ['power', 1],
      ['water', 5],
      ['hospital', 13],
    ])
    // The 300 of the hospital may be among the 1000: a range, not a sum
    expect(answer.people).toEqual({ kind: 'known', atLeast: 1000, atMost: 1300 })
    expect(answer.personHours).toEqual({ kind: 'known', atLeast: 23_000, atMost: 23_000 + 11 * 300 })
  })

  test('a service served by hand goes on supplying others until hands are exhausted', () => {
    const city = town({
      assets: [asset('plc')],
      services: [service('water'), service('heat')],
      dependencies: [
        supply('d1', 'service:water', ['asset:plc'], { fallback: manual(0, 10, 0.5) }),
        supply('d2', 'service:heat', ['service:water']),
      ],
      cells: [cell('a', 10, 'water'), cell('b', 10, 'heat')],
    })
    const fell = consequence(city, [lostAsset('plc')], 24).services.map(({ service, downAfter }) => [
      service,
      downAfter,
    ])
    expect(fell).toEqual([
      ['water', 10],
      ['heat', 10],
    ])
  })

  test('a ring of dependencies ends, and an asset may depend on an asset', () => {
    const city = town({
      assets: [asset('gateway'), asset('pump')],
      services: [service('power'), service('cooling')],
      dependencies: [
        supply('d1', 'asset:pump', ['asset:gateway'], { buffer: 1 }),
        supply('d2', 'service:cooling', ['asset:pump', 'service:power'], { needed: 2 }),
        supply('d3', 'service:power', ['service:cooling'], { buffer: 2 }),
      ],
      cells: [cell('a', 10, 'power', 'cooling')],
    })
    const answer = consequence(city, [lostAsset('gateway')], 24)
    expect(answer.services.map(({ service, downAfter }) => [service, downAfter])).toEqual([
      ['cooling', 1],
      ['power', 3],
    ])
  })

  test('a whole zone is lost with all its assets', () => {
    const city = town({
      zones: [make('zones', 'z', {}), make('zones', 'bare', {})],
      assets: [asset('p1', { zone: 'z' }), asset('p2', { zone: 'z' })],
      services: [service('water')],
      dependencies: [supply('d', 'service:water', ['asset:p1', 'asset:p2'], { needed: 1 })],
      cells: [cell('a', 10, 'water')],
    })
    expect(consequence(city, [{ kind: 'zone', id: 'z' as ZoneId }], 5).personHours).toEqual(known(50))
    const bare = consequence(city, [{ kind: 'zone', id: 'bare' as ZoneId }], 5)
    expect(bare).toMatchObject({ people: { kind: 'unknown' }, unknown: [{ kind: 'content-of-zone', zone: 'bare' }] })
  })
})

describe('people', () => {
  test('a person who loses two services counts once, with the longer loss', () => {
    const city = town({
      assets: [asset('a'), asset('b')],
      services: [service('water'), service('power')],
      dependencies: [
        supply('d1', 'service:water', ['asset:a'], { buffer: 4 }),
        supply('d2', 'service:power', ['asset:b'], { buffer: 6 }),
      ],
      cells: [cell('both', 100, 'water', 'power'), cell('power-only', 10, 'power')],
    })
    const answer = consequence(city, [lostAsset('a'), lostAsset('b')], 10)
    expect(answer).toMatchObject({ people: known(110), personHours: known(100 * 6 + 10 * 4) })
  })

  test('sites in cells that lose a service are named with the hour', () => {
    const city = town({
      services: [service('water')],
      cells: [
        make('cells', 'c', { people: 5, services: ['water'], sites: [{ kind: 'dialysis-at-home', name: 'Quai 3' }] }),
      ],
    })
    expect(consequence(city, [lostService('water')], 5).sites).toEqual([
      { cell: 'c', kind: 'dialysis-at-home', name: 'Quai 3', after: 0 },
    ])
  })

  test('data kept on what is lost is named', () => {
    const city = town({
      assets: [asset('nas', { standalone: true })],
      holdings: [make('holdings', 'files', { keptOn: ['nas'] })],
    })
    expect(consequence(city, [lostAsset('nas')], 5)).toMatchObject({ holdings: ['files'], people: known(0) })
  })
})

describe('unknown is never zero', () => {
  test('a service of which nobody counted the people has no number', () => {
    const city = town({ services: [service('water')] })
    const answer = consequence(city, [lostService('water')], 5)
    expect(answer.people).toEqual({ kind: 'unknown' })
    expect(answer.unknown).toEqual([{ kind: 'people-of-service', service: 'water' }])
    expect(answer.services[0]?.people).toEqual({ kind: 'unknown' })
  })

  test('where a part is known, the rest has no upper end', () => {
    const city = town({ services: [service('water')], cells: [cell('a', 7, 'water'), cell('b', undefined, 'water')] })
    expect(consequence(city, [lostService('water')], 5)).toMatchObject({
      people: { kind: 'partly-known', atLeast: 7 },
      unknown: [{ kind: 'people-of-cell', cell: 'b' }],
    })
  })

  test('a lost asset of which nobody knows what it carries is unknown harm, unless it was declared to stand alone', () => {
    const city = town({ assets: [asset('box'), asset('clock', { standalone: true })] })
    expect(consequence(city, [lostAsset('box')], 5)).toMatchObject({
      people: { kind: 'unknown' },
      unknown: [{ kind: 'carried-by-assets', assets: ['box'], count: 1 }],
    })
    expect(consequence(city, [lostAsset('clock')], 5)).toMatchObject({ people: known(0), unknown: [] })
  })

  test('what is not in the city is unknown harm', () => {
    const answer = consequence(town({}), [lostAsset('ghost')], 5)
    expect(answer).toMatchObject({ people: { kind: 'unknown' }, unknown: [{ kind: 'not-in-the-city' }] })
  })

  test('services of which no supply is known are listed', () => {
    expect(consequence(town({ services: [service('lonely')] }), [], 5).unmodelled).toEqual(['lonely'])
  })

  test('a count of zero that somebody declared is known', () => {
    const city = town({ services: [service('fountain', { people: 0 })] })
    expect(consequence(city, [lostService('fountain')], 5).people).toEqual(known(0))
  })
})

describe('what rests on assumptions', () => {
  const assumed = { ...said, source: 'kinds', confidence: 'assumed' as const }

  test('its share of the person-hours is a part of the answer', () => {
    const city = town({
      assets: [asset('a'), asset('b')],
      services: [service('water'), service('power')],
      dependencies: [
        supply('stated', 'service:water', ['asset:a']),
        make(
          'dependencies',
          'supposed',
          { dependent: { kind: 'service', id: 'power' }, suppliers: [{ kind: 'asset', id: 'b' }] },
          assumed,
        ),
      ],
      cells: [cell('w', 300, 'water'), cell('p', 100, 'power')],
    })
    const answer = consequence(city, [lostAsset('a'), lostAsset('b')], 10)
    expect(answer.assumedShare).toBeCloseTo(0.25)
    expect(answer.services.map(({ service, basis }) => [service, basis])).toEqual([
      ['power', 'assumed'],
      ['water', 'stated'],
    ])
  })

  test('it is handed on along a chain', () => {
    const city = town({
      assets: [asset('a')],
      services: [service('power'), service('water')],
      dependencies: [
        make(
          'dependencies',
          'supposed',
          { dependent: { kind: 'service', id: 'power' }, suppliers: [{ kind: 'asset', id: 'a' }] },
          assumed,
        ),
        supply('stated', 'service:water', ['service:power'], { buffer: 2 }),
      ],
      cells: [cell('w', 300, 'water')],
    })
    expect(consequence(city, [lostAsset('a')], 10).assumedShare).toBe(1)
    expect(consequence(city, [lostService('power')], 10).assumedShare).toBe(0)
  })
})

test('a horizon that is none is a fault of the caller', () => {
  expect(() => consequence(town({}), [], Number.NaN)).toThrow(RangeError)
  expect(() => consequence(town({}), [], Number.POSITIVE_INFINITY)).toThrow(RangeError)
})
