import { type Query, searchLimits } from '@tocsin/query'
import { z } from 'zod'
import { instant, queryShape } from './query-shape.ts'

/** A search as a person writes it, with what the text does not say. */
export interface TextSearch extends Pick<Query, 'time'> {
  /** The language of docs/guide/search.md. */
  readonly text: string
  readonly timeField: Query['timeField']
  /** Single events in one answer; groups have a number of their own. */
  readonly limit: number
  readonly after?: NonNullable<Query['after']>
}

export const textSearchShape: z.ZodType<TextSearch> = z
  .strictObject({
    text: z.string().max(searchLimits.text),
    time: z.tuple([instant, instant]).readonly(),
    timeField: z.enum(['time', 'received']).default('received'),
    limit: z.number().int().min(1).max(10_000).default(100),
    after: z.strictObject({ time: instant, id: z.string().max(64) }).exactOptional(),
  })
  .refine((search) => search.time[0] < search.time[1], { path: ['time'], error: 'the range is empty' })

/** What a search may be asked as: the typed query, or a text. */
export const searchShape: z.ZodType<Query | TextSearch> = z.union([queryShape, textSearchShape], {
  // The one that was meant says what is wrong with it; the other would only say that it is another.
  error: ({ input, errors }) => {
    const isText = typeof input === 'object' && input !== null && 'text' in input
    const [first] = (errors as readonly (readonly z.core.$ZodIssue[])[])[isText ? 1 : 0] ?? []
    return first === undefined ? 'cannot be read' : `${first.path.map(String).join('.')}: ${first.message}`
  },
})
