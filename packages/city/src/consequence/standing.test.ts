import type { AssetId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { asset, service, supply, town } from '../town.fixture.ts'
import { standing } from './standing.ts'

const lost = (id: string) => ({ kind: 'asset' as const, id: id as AssetId })

test('a service that needs 2 of 3 stands with 2 of 3, and is no longer named once it falls', () => {
  const city = town({
    assets: [asset('p1'), asset('p2'), asset('p3')],
    services: [service('water')],
    dependencies: [supply('pumps', 'service:water', ['asset:p1', 'asset:p2', 'asset:p3'], { needed: 2 })],
  })
  expect(standing(city, [lost('p1')], 24)).toEqual([
    { dependency: 'pumps', dependent: { kind: 'service', id: 'water' }, of: 3, needed: 2, left: 2 },
  ])
  expect(standing(city, [lost('p1'), lost('p2')], 24)).toEqual([])
})

test('what falls with the loss counts among the lost suppliers', () => {
  const city = town({
    assets: [asset('power'), asset('s1'), asset('s2')],
    services: [service('net')],
    dependencies: [
      supply('feed', 'asset:s1', ['asset:power']),
      supply('switches', 'service:net', ['asset:s1', 'asset:s2'], { needed: 1 }),
    ],
  })
  expect(standing(city, [lost('power')], 24)).toMatchObject([{ dependency: 'switches', of: 2, needed: 1, left: 1 }])
})
