import { z } from 'zod'
import { zoneModeNames } from '../learn/conduits.ts'
import { discrepancyKinds } from '../learn/reconcile.ts'
import { topics } from '../learn/stated.ts'
import { recordId } from './shapes.ts'

const limit = z.coerce.number().int().min(1).max(1000).default(200)

/** Milliseconds since the epoch; how often, and the first event that says it. */
const evidence = { first: z.number(), last: z.number(), count: z.number(), event: z.string(), source: z.string() }
const observable = z.object({ kind: z.string(), value: z.string() })

export const learntInput = z.object({
  asset: recordId.optional(),
  topic: z.enum(topics).optional(),
  after: z.string().max(2000).optional(),
  limit,
})
export const learntShape = z.object({
  facts: z.array(
    z.object({
      asset: z.string().nullable(),
      assetName: z.string().nullable(),
      known: z.object({ scheme: z.string(), value: z.string() }),
      topic: z.string(),
      value: z.string(),
      detail: z.string().nullable(),
      by: z.string(),
      ...evidence,
      /** An account, in the form in which events name it: whoever sees pseudonyms sees one here. */
      account: observable.nullable(),
    }),
  ),
  next: z.string().nullable(),
})

export const discrepanciesInput = z.object({
  kind: z.enum(discrepancyKinds).optional(),
  asset: recordId.optional(),
  limit,
})
export const discrepancyShape = z.object({
  kind: z.enum(discrepancyKinds),
  asset: z.string(),
  assetName: z.string(),
  other: z.string().nullable(),
  otherName: z.string().nullable(),
  topic: z.string().nullable(),
  /** What was seen, and what was known before; of what nobody declared, what it is known by. */
  value: z.string().nullable(),
  against: z.string().nullable(),
  /** Absent where it is the city itself that shows it, and no record. */
  evidence: z.object({ ...evidence, by: z.string() }).nullable(),
})
export const discrepanciesShape = z.object({
  discrepancies: z.array(discrepancyShape),
  /** How many there are of each kind; of what records showed, at most as many as are shown. */
  counts: z.record(z.string(), z.number()),
})

export const judgedNames = ['within', 'meant', 'without', 'unzoned'] as const
export const flowsInput = z.object({
  judged: z.enum(judgedNames).optional(),
  zone: recordId.optional(),
  /** The zones in which a flow begins and ends. */
  fromZone: recordId.optional(),
  toZone: recordId.optional(),
  asset: recordId.optional(),
  /** An address, of what is no asset yet. */
  end: z.string().max(64).optional(),
  from: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit,
})
const endShape = z.object({
  /** An address, or `outside`, or `zone:` where many were folded into one. */
  end: z.string(),
  asset: z.string().nullable(),
  assetName: z.string().nullable(),
  zone: z.string().nullable(),
  zoneName: z.string().nullable(),
})
export const flowsShape = z.object({
  flows: z.array(
    z.object({
      from: endShape,
      to: endShape,
      transport: z.string(),
      /** 0 where there is none, or where ports were folded. */
      port: z.number(),
      app: z.string(),
      bytes: z.number(),
      judged: z.enum(judgedNames),
      conduit: z.string().nullable(),
      mode: z.enum(zoneModeNames),
      ...evidence,
    }),
  ),
  count: z.number(),
})

export const zonesShape = z.object({
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      mode: z.enum(zoneModeNames),
      /** Who set the mode, and when; null where nobody did. */
      who: z.string().nullable(),
      at: z.number().nullable(),
      /** Rows of the matrix that begin or end there. */
      flows: z.object({ meant: z.number(), without: z.number(), within: z.number() }),
    }),
  ),
})
export const zoneModeInput = z.object({ zone: recordId, mode: z.enum(zoneModeNames) })
