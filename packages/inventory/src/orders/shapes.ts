import { workActs } from '@tocsin/event'
import { z } from 'zod'
import { declaredShape, whereShape } from './order.ts'

export const orderShape = z.object({
  id: z.string(),
  name: z.string(),
  what: z.string(),
  who: z.string(),
  accounts: z.array(z.string()),
  where: whereShape,
  acts: z.array(z.enum(workActs as [string, ...string[]])),
  from: z.number(),
  until: z.number(),
  state: z.enum(['planned', 'standing', 'over']),
  made: z.object({ who: z.string(), at: z.number() }),
  /** Of whose departments it is; none where it is of the whole house. */
  departments: z.array(z.string()),
  /** It was said to have begun before it was declared. */
  backdated: z.literal(true).exactOptional(),
  ended: z.object({ who: z.string(), at: z.number(), why: z.literal('not-us').exactOptional() }).exactOptional(),
  /** What it is about now: how many things, and the first 20 by name. */
  count: z.number(),
  assets: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The incidents that hold what was part of it; one that an owner did not know is no longer folded. */
  incidents: z.array(z.object({ id: z.string(), findings: z.number(), severity: z.string(), folded: z.boolean() })),
})
export const ordersShape = z.object({ orders: z.array(orderShape) })

export const ordersInput = z.object({
  state: z.enum(['open', 'over']).default('open'),
  /** Those about this thing. */
  asset: z.string().max(128).optional(),
})
export const madeShape = z.object({ order: orderShape })

export const importOrdersInput = z.strictObject({
  text: z.string().max(1_000_000),
  apply: z.boolean().default(false),
  /** Keeps the others where some rows cannot be read. */
  despiteRefused: z.boolean().default(false),
})
const rowRefused = z.object({ line: z.number(), column: z.string().optional(), reason: z.string(), fix: z.string() })
export const importedOrdersShape = z.object({
  kept: z.boolean(),
  rows: z.number(),
  orders: z.array(z.object({ line: z.number(), name: z.string(), what: z.string() })),
  refused: z.array(rowRefused),
  refusedCount: z.number(),
})
export const equipmentShape = z.object({
  /** Of how many things these are the first: what is open comes before what is not. */
  count: z.number(),
  equipment: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string().nullable(),
      zoneName: z.string().nullable(),
      product: z.string().nullable(),
      firmware: z.string().nullable(),
      address: z.string().nullable(),
      criticality: z.string().nullable(),
      /** Milliseconds since the epoch; null where nothing was ever heard of it. */
      heard: z.number().nullable(),
      /** Open incidents that name it. */
      incidents: z.array(
        z.object({ id: z.string(), severity: z.string(), story: z.object({ en: z.string(), fr: z.string() }) }),
      ),
      /** Discrepancies between what was declared of it and what was seen. */
      misfits: z.number(),
      /** Work that stands or is to come. */
      orders: z.array(z.string()),
    }),
  ),
  orders: z.array(orderShape),
  /** Open questions about one’s services. */
  questions: z.number(),
})
export { declaredShape }
