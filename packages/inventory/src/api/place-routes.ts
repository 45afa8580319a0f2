import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { Learner } from '../learn/learner.ts'
import { discrepanciesOf } from '../learn/learnt.repository.ts'
import { standing } from './discrepancies.ts'
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
export function placeRoutes(keeper: () => CityKeeper, learner: () => Learner): readonly AnyRoute[] {
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
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const drawn = drawnOf(city, sight)
        const misfits = new Set<string>()
        for (const { asset } of await discrepanciesOf(host.state, scope, { limit: mostMarked })) misfits.add(asset)
        const undeclared = new Set<string>()
        for (const { kind, asset } of standing(city, sight, learner().isSeen)) {
          if (kind === 'undeclared') undeclared.add(asset)
        }
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
