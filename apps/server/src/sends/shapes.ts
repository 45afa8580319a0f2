import { z } from 'zod'
import { sentKinds } from './sent.ts'

const order = z.object({
  kind: z.enum(['connection', 'target', 'setting']),
  id: z.string(),
  /** What people call it; null where it has no name, or is there no more. */
  name: z.string().nullable(),
  /** Who gave it, and when; null where the configuration file did. */
  who: z.string().nullable(),
  at: z.number().nullable(),
})

const counted = {
  order,
  host: z.string(),
  address: z.string().nullable(),
  port: z.number(),
  first: z.number(),
  last: z.number(),
  count: z.number(),
}

/** All that Tocsin sends, or what it sends by one order. */
export const coverShape = z.union([
  z.literal('all'),
  z.strictObject({ kind: z.enum(['connection', 'target', 'setting']), id: z.string().min(1).max(255) }),
])

export const openingShape = z.object({
  id: z.string(),
  zone: z.string(),
  covers: coverShape,
  who: z.string(),
  at: z.number(),
  until: z.number(),
  reason: z.string(),
})

export const sendsShape = z.object({
  /** Whether it is known which zones are closed; until it is, nothing is sent. */
  known: z.boolean(),
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      layer: z.string().nullable(),
      /** Nothing is sent into it unless its owner opens it. */
      passive: z.boolean(),
      /** Whether whoever asks answers for it. */
      own: z.boolean(),
      openings: z.array(openingShape),
    }),
  ),
  sends: z.array(
    z.object({
      kind: z.enum(sentKinds),
      ...counted,
      /** The zone that its target stands in; null where it is in none. */
      zone: z.string().nullable(),
    }),
  ),
  /** What was not sent; its zone is null where it was not known yet which zones are closed. */
  refused: z.array(z.object({ ...counted, zone: z.string().nullable() })),
})
export type Sends = z.infer<typeof sendsShape>
