import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { cityOf, type Records } from '../index.ts'
import { records } from '../records.fixture.ts'
import { asset, cell, make, service, supply, town } from '../town.fixture.ts'
import { check } from './check.ts'
import { rings } from './rings.ts'

const found = (city: Parameters<typeof check>[0]) =>
  check(city).problems.map(({ code, where }) => `${code} ${where.join(' ')}`)

describe('what cannot be as it is said', () => {
  test('references to what is not there', () => {
    const city = town({ assets: [asset('a', { zone: 'nowhere' })], cells: [cell('c', 1, 'ghost')] })
    expect(found(city)).toEqual(['dangling-reference /assets/a/zone', 'dangling-reference /cells/c/services'])
  })

  test('services that depend on each other in a ring, once per ring', () => {
    const city = town({
      services: [service('a'), service('b'), service('c')],
      dependencies: [
        supply('1', 'service:a', ['service:b']),
        supply('2', 'service:b', ['service:a']),
        supply('3', 'service:c', ['service:a']),
      ],
    })
    expect(found(city)).toEqual(['cyclic-dependency /services/a /services/b'])
  })

  test('more suppliers needed than there are, and none at all', () => {
    const city = town({
      services: [service('s')],
      assets: [asset('a')],
      dependencies: [supply('d', 'service:s', ['asset:a'], { needed: 3 }), make('dependencies', 'e', {})],
    })
    expect(found(city)).toEqual(['too-few-suppliers /dependencies/d/needed', 'no-suppliers /dependencies/e'])
  })

  test('networks of two zones that are equal, or one within the other', () => {
    const zone = (id: string, ...networks: string[]) => make('zones', id, { networks })
    const city = town({
      zones: [
        zone('it', '10.0.0.0/8', '10.9.0.0/16'),
        zone('ot', '10.20.0.0/16'),
        zone('twin', '10.20.0.0/16'),
        zone('far', '192.0.2.0/24', '2001:db8::/32'),
      ],
    })
    expect(check(city).problems.map(({ severity, says }) => `${severity}: ${says.en}`)).toEqual([
      'error: ot and twin both have 10.20.0.0/16',
      'warning: 10.20.0.0/16 of ot lies within 10.0.0.0/8 of it; the narrower one counts',
    ])
  })

  test('identifiers that two assets claim', () => {
    const mac = (value: string) => ({ identifiers: [{ scheme: 'mac', value }] })
    const city = town({ assets: [asset('a', mac('00:1b:44:11:3a:b7')), asset('b', mac('00-1B-44-11-3A-B7'))] })
    expect(found(city)).toEqual(['identifier-claimed-twice /assets/a/identifiers /assets/b/identifiers'])
  })

  test('zones below their level, conduits within a zone, and ports turned round', () => {
    const city = town({
      zones: [make('zones', 'z', { targetLevel: 3, achievedLevel: 1 })],
      conduits: [make('conduits', 'c', { from: 'z', to: 'z', ports: [{ from: 9, to: 1 }] })],
    })
    expect(found(city)).toEqual([
      'ports-reversed /conduits/c/ports',
      'level-not-reached /zones/z/achievedLevel',
      'conduit-within-zone /conduits/c',
    ])
  })
})

test('the list is bounded, the count is not, and errors come first', () => {
  const city = town({ assets: Array.from({ length: 50 }, (_, i) => asset(`a${i}`, { zone: 'nowhere' })) })
  expect([check(city, 10).problems.length, check(city, 10).count]).toEqual([10, 50])
})

test.prop([records], { numRuns: 50 })('any city gives a list, never an exception', (records) => {
  expect(check(cityOf(records as Records)).count).toBeGreaterThanOrEqual(0)
})

test('a chain of 100,000 does not overflow the stack', () => {
  const edges = new Map(Array.from({ length: 100_000 }, (_, i) => [`n${i}`, [`n${i + 1}`]]))
  expect(rings(edges)).toEqual([])
})

test.prop([fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 })])(
  'two nodes share a ring exactly when they reach each other',
  (pairs) => {
    const edges = new Map<string, string[]>()
    for (const [from, to] of pairs) edges.set(`${from}`, [...(edges.get(`${from}`) ?? []), `${to}`])
    const reaches = (from: string, to: string) => {
      const seen = new Set<string>()
      const queue = [...(edges.get(from) ?? [])]
      for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
        if (node === to) return true
        if (seen.has(node)) continue
        seen.add(node)
        queue.push(...(edges.get(node) ?? []))
      }
      return false
    }
    const found = rings(edges)
    for (let a = 0; a < 8; a++) {
      for (let b = 0; b < 8; b++) {
        const together = found.some((ring) => ring.includes(`${a}`) && ring.includes(`${b}`))
        expect(together).toBe(reaches(`${a}`, `${b}`) && reaches(`${b}`, `${a}`))
      }
    }
  },
)
