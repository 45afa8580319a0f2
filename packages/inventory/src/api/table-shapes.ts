import { oddNames, sayableAttributes, stateNames } from '@tocsin/city'
import { z } from 'zod'
import { askedShape, facetNames, sortShape } from '../table/asked.ts'
import { mostEdited } from '../table/edit.ts'
import { assetShape, recordId } from './shapes.ts'

export const tableInput = z.object({
  ...askedShape,
  sort: sortShape,
  after: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

export const tableShape = z.object({
  assets: z.array(assetShape.extend({ state: z.enum(stateNames), odd: z.array(z.enum(oddNames)) })),
  /** All that answer. */
  count: z.number(),
  next: z.string().nullable(),
  /** Of each facet the values that there are, the most frequent first; `-` is where nobody said. */
  facets: z.array(
    z.object({
      name: z.enum(facetNames),
      values: z.array(z.object({ value: z.string(), name: z.string().nullable(), count: z.number() })),
      /** How many more there are. */
      more: z.number(),
    }),
  ),
})

export const csvInput = z.object({
  ...askedShape,
  after: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
})
export const csvShape = z.object({ csv: z.string(), rows: z.number(), next: z.string().nullable() })

export const editInput = z.strictObject({
  /** These, or all that answer. */
  about: z.union([
    z.strictObject({ assets: z.array(recordId).min(1).max(10_000) }),
    z.strictObject({ query: z.strictObject(askedShape) }),
  ]),
  /** Attribute -> value; null ends what you said of it before. */
  values: z
    .partialRecord(z.enum(sayableAttributes), z.unknown())
    .refine((values) => Object.keys(values).length > 0, 'nothing is said'),
  /** From when on your word no longer holds, milliseconds since the epoch. */
  until: z.number().optional(),
  /** Does it; without, only what it would do is said. */
  apply: z.boolean().default(false),
  /** How many were shown before: another number is refused, so that nobody changes what they did not see. */
  expects: z.number().int().min(0).max(mostEdited).optional(),
})

export const editedShape = z.object({
  /** The version that it made, by which it can be undone; null where nothing was kept. */
  version: z.number().nullable(),
  count: z.number(),
  changed: z.number(),
  changes: z.array(
    z.object({
      asset: z.string(),
      name: z.string(),
      fields: z.array(z.object({ name: z.string(), from: z.unknown(), to: z.unknown() })),
    }),
  ),
})

export const viewShape = z.object({
  id: z.string(),
  name: z.string(),
  /** What stands in the address behind `?`. */
  asked: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  owner: z.string(),
})
export const viewsShape = z.object({ views: z.array(viewShape) })
export const viewInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\p{C}]+$/u),
  asked: z.string().max(4000),
  shared: z.boolean().default(false),
})
