import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { Places } from './place.ts'

/** Addresses in one question. */
const most = 200

const asked = z.strictObject({ ip: z.string().max(most * 46) })
const answer = z.object({
  places: z.record(
    z.string(),
    z.object({ country: z.string().optional(), asn: z.number().optional(), organisation: z.string().optional() }),
  ),
  sources: z.array(
    z.object({
      gives: z.enum(['country', 'asn']),
      by: z.enum(['brought', 'own']),
      type: z.string(),
      builtAt: z.number(),
    }),
  ),
})

/** `GET /api/geo?ip=…,…`: where public addresses are registered, by the files that are used now. */
export function placesRoute(places: Places): AnyRoute {
  return route<z.infer<typeof asked>, z.infer<typeof answer>>({
    method: 'GET',
    path: '/geo',
    permission: 'events.search',
    says: `Country and autonomous system of up to ${most} public addresses, and the files that say so`,
    input: asked,
    output: answer,
    handle: async ({ input }) => ({
      places: Object.fromEntries(
        addressesIn(input.ip).flatMap((ip) => {
          const place = places.of(ip)
          return place === undefined ? [] : [[ip, { ...place }]]
        }),
      ),
      sources: places.sources.map((source) => ({ ...source })),
    }),
  })
}

function addressesIn(text: string): readonly string[] {
  return [...new Set(text.split(',').map((ip) => ip.trim()))].slice(0, most)
}
