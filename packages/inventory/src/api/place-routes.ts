import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { discrepanciesOf } from '../learn/learnt.repository.ts'
import { isUndeclared } from '../table/columns.ts'
import type { CityTable } from '../table/table.ts'
import { drawnOf } from './places.ts'
import { sightOf } from './visible.ts'

/** Discrepancies that are marked, at most. */
const mostMarked = 1000

const numbers = z.array(z.number())
export const placesShape = z.object({
  /** The version of the city. */
  number: z.number(),
  count: z.number(),
  kinds: z.array(z.string()),
  zones: z.array(z.object({ id: z.string(), name: z.string(), around: numbers.nullable() })),
  assets: z.object({
    ids: z.array(z.string()),
    names: z.array(z.string()),
    kinds: numbers,
    zones: numbers,
    at: z.array(z.number().nullable()),
  }),
  /** Places in the columns of assets: what was seen does not fit what is known of them; nobody declared them. */
  states: z.object({ misfit: numbers, undeclared: numbers }),
  shapes: z.array(z.object({ asset: z.number(), kind: z.enum(['line', 'area']), along: numbers })),
  cells: z.array(z.object({ name: z.string(), around: numbers })),
  services: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string().nullable(), assets: numbers })),
})

/** The city as a map draws it. */
export function placeRoutes(keeper: () => CityKeeper, table: CityTable): readonly AnyRoute[] {
  return [
    route<object, z.infer<typeof placesShape>>({
      method: 'GET',
      path: '/city/places',
      permission: 'city.read',
      input: z.object({}),
      output: placesShape,
      says: 'What a map draws of the city: assets in columns, zones, areas, services; 50,000 assets at most.',
      bulky: true,
      handle: async ({ scope, ...request }, host) => {
        const misfits = new Set<string>()
        for (const { asset } of await discrepanciesOf(host.state, scope, { limit: mostMarked })) misfits.add(asset)
        const { drawn, undeclared } = await table.read('name', ({ city, assets, columns }) => {
          const undeclared = new Set<string>()
          for (const [row, asset] of assets.entries())
            if (isUndeclared(columns.flags[row] ?? 0)) undeclared.add(asset.id)
          return { drawn: drawnOf(city, sightOf(city, { scope, ...request })), undeclared }
        })
        const placesOf = (ids: ReadonlySet<string>) =>
          ids.size === 0 ? [] : drawn.assets.ids.flatMap((id, place) => (ids.has(id) ? [place] : []))
        return {
          number: keeper().number(),
          ...drawn,
          states: { misfit: placesOf(misfits), undeclared: placesOf(undeclared) },
        }
      },
    }),
  ]
}
