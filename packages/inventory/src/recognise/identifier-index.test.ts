import { fc, test } from '@fast-check/vitest'
import { type Asset, type City, cityOf, record } from '@tocsin/city'
import { expect } from 'vitest'
import { identifierIndex } from './identifier-index.ts'

const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
const step = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  gone: fc.boolean(),
  claims: fc.subarray(addresses),
})

test.prop([fc.array(step, { maxLength: 30 })])(
  'from version to version who claims an address is who says so now',
  (steps) => {
    let city: City = cityOf({}, 0)
    for (const { id, gone, claims } of steps) {
      const asset = assetOf(id, claims)
      const assets = new Map(city.assets)
      if (gone) assets.delete(asset.id)
      else assets.set(asset.id, asset)
      city = { ...city, assets, version: city.version + 1 }
      for (const value of addresses) {
        const expected = [...assets.values()].filter(({ said }) =>
          said.identifiers?.some((one) => one.value.value === value),
        )
        const found = identifierIndex(city).assetsOf({ kind: 'address', value })
        expect([...found].sort()).toEqual(expected.map((one) => one.id).sort())
      }
    }
  },
)

function assetOf(id: string, claims: readonly string[]): Asset {
  const identifiers = claims.map((value) => ({ scheme: 'ip', value }))
  const made = record('assets', id, { identifiers }, { source: 'csv:list', time: 0, confidence: 'imported' })
  if (!made.ok) throw new Error(made.error[0]?.reason)
  return made.value
}
