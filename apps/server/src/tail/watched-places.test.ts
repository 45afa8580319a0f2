import { expect, test } from 'vitest'
import type { Places } from '../find/places/place.ts'
import { watchedPlaces } from './watched-places.ts'

test('the files of places are opened with the first condition that asks for places, and each address is looked up once', () => {
  const asked: string[] = []
  let opened = 0
  const lookup = watchedPlaces(() => {
    opened++
    const of: Places['of'] = (address) => {
      asked.push(address)
      return { country: 'FR' }
    }
    return { of, sources: [{ gives: 'country', by: 'own', type: 'x', builtAt: 0 }] }
  })
  expect(lookup({ kind: 'realm', realm: 'real' })).toBeUndefined()
  expect(opened).toBe(0)
  const placeOf = lookup({ kind: 'not', of: { kind: 'country', field: 'src_endpoint.ip', code: 'FR' } })
  expect([placeOf?.('192.0.2.1'), placeOf?.('192.0.2.1')]).toEqual([{ country: 'FR' }, { country: 'FR' }])
  expect([opened, asked]).toEqual([1, ['192.0.2.1']])
  expect(() => lookup({ kind: 'asn', field: 'src_endpoint.ip', number: 1 })).toThrow('No file tells the systems')
})
