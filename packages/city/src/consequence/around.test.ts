import type { AssetId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { asset, service, supply, town } from '../town.fixture.ts'
import { around } from './around.ts'

test('what it needs, what needs it, and the services behind those; a ring ends', () => {
  const city = town({
    assets: [asset('power'), asset('pump')],
    services: [service('water'), service('hospital')],
    dependencies: [
      supply('feed', 'asset:pump', ['asset:power']),
      supply('pumping', 'service:water', ['asset:pump']),
      supply('beds', 'service:hospital', ['service:water']),
      supply('staff', 'asset:power', ['service:hospital']),
    ],
  })
  expect(around(city, { kind: 'asset', id: 'pump' as AssetId })).toEqual({
    needs: ['feed'],
    serves: ['pumping'],
    beyond: [{ party: { kind: 'service', id: 'hospital' }, steps: 2 }],
  })
  expect(around(city, { kind: 'asset', id: 'nobody' as AssetId })).toEqual({ needs: [], serves: [], beyond: [] })
})
