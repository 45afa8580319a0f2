import { type AnyRoute, route } from '@tocsin/capability'
import { type By, startedWith, starters } from '@tocsin/city'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'

const startersShape = z.object({
  starters: z.array(
    z.object({
      id: z.string(),
      register: z.enum(['services', 'suppliers']),
      words: z.object({ en: z.string(), fr: z.string() }),
      /** What the city calls it; null where nobody said that it has it. */
      known: z.string().nullable(),
      /** What it is called where it is only supposed, since listed things commonly serve it; null elsewhere. */
      supposed: z.string().nullable(),
    }),
  ),
})
const tickedInput = z.strictObject({
  ticked: z
    .array(z.strictObject({ id: z.string().min(1).max(64), name: z.string().trim().min(1).max(200).optional() }))
    .min(1)
    .max(100),
  language: z.enum(['en', 'fr']),
})
const changedShape = z.object({ version: z.number() })

/** Registers of a city that begins, to tick: services that towns carry, and trades that reach into them. */
export function starterRoutes(keeper: () => CityKeeper): readonly AnyRoute[] {
  return [
    route<object, z.infer<typeof startersShape>>({
      method: 'GET',
      path: '/city/starters',
      permission: 'city.manage',
      input: z.object({}),
      output: startersShape,
      says: 'Services that towns commonly carry, and trades that reach into them; those that this city has bear its name for them.',
      handle: async () => ({
        starters: starters(keeper().city()).map(({ known = null, supposed = null, ...starter }) => ({
          ...starter,
          known,
          supposed,
        })),
      }),
    }),
    route<z.infer<typeof tickedInput>, z.infer<typeof changedShape>>({
      method: 'POST',
      path: '/city/starters',
      permission: 'city.manage',
      input: tickedInput,
      output: changedShape,
      says: 'Says which of them the city has. One change, which can be taken back.',
      async handle({ input: { ticked, language }, who }, host) {
        const city = keeper().city()
        const ids = new Set(starters(city).map(({ id }) => id))
        const unknown = ticked.find(({ id }) => !ids.has(id))
        if (unknown !== undefined) {
          throw new TocsinError('bad-record', `No register has “${unknown.id}”`, {
            where: unknown.id,
            fix: 'See GET /api/city/starters for what there is',
          })
        }
        const by: By = { source: `operator:${who}`.slice(0, 200), time: host.now(), confidence: 'declared' }
        const named = ticked.map(({ id, name }) => (name === undefined ? { id } : { id, name }))
        const records = startedWith(city, named, language, by)
        const { number } = await keeper().apply(records, { who, kind: 'record', about: 'starters' })
        return { version: number }
      },
    }),
  ]
}
