import { ok } from '@tocsin/kit'
import { searchFields, searchLimits } from '@tocsin/query'
import { z } from 'zod'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { type Overview, overviewOf } from '../overview.ts'
import { instant } from '../query-shape.ts'
import { queryOf } from './asked-query.ts'
import type { SearchGate } from './search-gate.ts'

/** Fields whose values are counted in one question. */
const mostFacets = 8

const field = z.enum(searchFields.map(({ name }) => name))
const asked = z
  .strictObject({
    text: z.string().max(searchLimits.text),
    time: z.tuple([instant, instant]).readonly(),
    timeField: z.enum(['time', 'received']).default('received'),
    facets: z.array(field).max(mostFacets).default([]),
  })
  .refine(({ time }) => time[0] < time[1], { path: ['time'], error: 'the range is empty' })
const answer: z.ZodType<Overview> = z.object({
  total: z.number(),
  histogram: z.object({
    seconds: z.number(),
    time: z.tuple([z.number(), z.number()]).readonly(),
    bars: z.array(z.tuple([z.number(), z.number()]).readonly()),
  }),
  facets: z.array(
    z.object({
      field,
      values: z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.number() })),
      more: z.boolean(),
      withheld: z.boolean(),
    }),
  ),
  took: z.number(),
})

export function overviewEndpoint(gate: SearchGate): Endpoint {
  return endpoint<z.infer<typeof asked>, Overview>({
    method: 'POST',
    path: '/api/search/overview',
    permission: 'events.search',
    says: 'How many events answer to a search, when they came, and the most frequent values of chosen fields',
    input: asked,
    output: answer,
    people: true,
    audit: {
      act: 'event.overview',
      note: ({ text, time }, output) => ({
        about: text,
        range: time,
        ...(output === undefined ? {} : { rows: output.total }),
      }),
    },
    handle: ({ input: { facets, ...search }, scope, reply }) =>
      gate.pass(scope, reply, async (ask) => {
        const query = await queryOf({ ...search, limit: 1 }, ask)
        return query.ok ? ok(await overviewOf(query.value, facets, ask)) : query
      }),
  })
}
