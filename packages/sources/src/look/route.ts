import { type AnyRoute, type Look, route } from '@tocsin/capability'
import { z } from 'zod'
import { maxSample } from './look.ts'

const lookShape = z.object({
  kind: z.enum(['text', 'empty', 'gzip', 'tls', 'utf-16', 'binary']),
  records: z.number(),
  likely: z
    .array(
      z.object({
        decoder: z.string(),
        confidence: z.number(),
        read: z.number(),
        first: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
      }),
    )
    .readonly(),
})

/** What do these lines look like? They come from the one who asks, and so may be shown to them. */
export function lookRoute(look: (bytes: Uint8Array) => Look): AnyRoute {
  return route<{ readonly sample: string }, Look>({
    method: 'POST',
    path: '/decoders/look',
    permission: 'source.read',
    input: z.strictObject({ sample: z.string().max(maxSample) }),
    output: lookShape,
    says: 'Which format some lines are in: every decoder reads them, the likeliest comes first.',
    handle: async ({ input }) => look(new TextEncoder().encode(input.sample)),
  })
}
