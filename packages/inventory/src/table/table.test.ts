import { fc, test } from '@fast-check/vitest'
import { type Asset, type City, cityOf, record } from '@tocsin/city'
import { expect } from 'vitest'
import type { Sight } from '../api/visible.ts'
import { sortNames } from './asked.ts'
import type { Evidence } from './evidence.ts'
import { orderOf } from './order.ts'
import { select } from './select.ts'
import { openTable } from './table.ts'

const everybody: Sight = { everything: true, asset: () => true, service: () => true }
const nothing: Evidence = { misfits: new Map(), isSeen: () => false }

const thing = fc.record({
  name: fc.constantFrom('Pump 2', 'Pump 10', 'École', 'Gate', 'gate'),
  kind: fc.constantFrom('pump', 'server', undefined),
  criticality: fc.constantFrom('low', 'vital', undefined),
  until: fc.constantFrom(undefined, 5, 9),
})
const step = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  gone: fc.boolean(),
  thing,
  time: fc.integer({ min: 0, max: 10 }),
})

function assetOf(
  id: string,
  { until, ...values }: { readonly until: number | undefined; readonly name: string },
): Asset {
  const by = { source: 'csv:list', time: 0, confidence: 'imported' as const, ...(until === undefined ? {} : { until }) }
  const made = record('assets', id, values, by)
  if (!made.ok) throw new Error(made.error[0]?.reason)
  return made.value
}

test.prop([fc.array(step, { maxLength: 8 }), fc.constantFrom(...sortNames), fc.boolean()], {
  numRuns: 30,
})(
  'a table that followed the city answers as one that is made anew does, page by page',
  async (steps, sort, isDown) => {
    let city: City = cityOf({}, 0)
    const followed = openTable(() => ({ city: () => city }))
    const answers = async (table: typeof followed, q: string) => {
      const found: string[] = []
      let facets: object = {}
      for (let after: string | undefined, page = 0; page < 10; page++) {
        const part = await table.read(sort === 'id' ? 'id' : 'name', (all) =>
          select(all, everybody, nothing, { q }, { sort: isDown ? `-${sort}` : sort, after, limit: 2 }),
        )
        found.push(...part.rows.map(({ asset, state, odd }) => `${asset.id} ${state} ${odd.join()}`))
        facets = Object.fromEntries(
          Object.entries(part.facets).map(([name, counts]) => [name, new Map([...counts].sort())]),
        )
        if (part.next === null) return { found, facets, count: part.count }
        after = part.next
      }
      throw new Error('it never ends')
    }
    for (const { id, gone, thing: values, time } of steps) {
      const asset = assetOf(id, values)
      const assets = new Map(city.assets)
      if (gone) assets.delete(asset.id)
      else assets.set(asset.id, asset)
      city = { ...city, assets, time: Math.max(city.time, time), version: city.version + 1 }
      const fresh = openTable(() => ({ city: () => city }))
      for (const q of ['', 'gate']) {
        const expected = await answers(fresh, q)
        expect(await answers(followed, q)).toEqual(expected)
        expect(expected.found).toHaveLength(expected.count)
      }
    }
  },
)

test('tens of thousands of rows stand in order, pieces merged', async () => {
  const key = (row: number) => String((row * 7919) % 30_011).padStart(6, '0')
  const { rows } = await orderOf(30_000, key)
  expect([...rows].map(key)).toEqual(Array.from({ length: 30_000 }, (_, row) => key(row)).sort())
})
