import { assetKindNames, columnMeanings, sectionNames } from '@tocsin/city'
import { z } from 'zod'
import { listForms } from '../lists/read-list.ts'
import { questionShape, suppliesShape } from './supply-shapes.ts'

export { questionShape }

/** The id of a record of the city. */
export const recordId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/)
const text = z.string().min(1).max(200)

export const kindName = z.enum(assetKindNames as [string, ...string[]])
export const sectionName = z.enum(sectionNames as unknown as [string, ...string[]])

const identifierShape = z.object({ scheme: z.string(), value: z.string() })
const amountShape = z.union([
  z.object({ kind: z.literal('known'), atLeast: z.number(), atMost: z.number() }),
  z.object({ kind: z.literal('partly-known'), atLeast: z.number() }),
  z.object({ kind: z.literal('unknown') }),
])

export const assetShape = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string().nullable(),
  zone: z.string().nullable(),
  zoneName: z.string().nullable(),
  owner: z.string().nullable(),
  ownerName: z.string().nullable(),
  address: z.string().nullable(),
  place: z.unknown(),
  criticality: z.string().nullable(),
  product: z.string().nullable(),
  identifiers: z.array(identifierShape),
  /** Attributes on which sources disagree. */
  conflicts: z.array(z.string()),
})

export const assetsInput = z.object({
  q: z.string().max(200).optional(),
  kind: kindName.optional(),
  zone: recordId.optional(),
  owner: recordId.optional(),
  /** Of which this is not known, or only assumed. */
  unknown: z.enum(['kind', 'zone', 'owner', 'place', 'identifiers', 'firmware', 'criticality']).optional(),
  conflicting: z.literal('true').optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
export const assetsShape = z.object({ assets: z.array(assetShape), count: z.number(), next: z.string().nullable() })

const statementShape = z.object({
  value: z.unknown(),
  source: z.string(),
  time: z.number(),
  confidence: z.enum(['declared', 'observed', 'imported', 'assumed']),
  until: z.number().optional(),
})
const harmedShape = z.object({
  service: z.string(),
  name: z.string(),
  /** Hours until nobody is served for the first time; null where hands hold. */
  downAfter: z.number().nullable(),
  people: amountShape,
  basis: z.enum(['stated', 'assumed']),
})
export const stakesShape = z.object({
  services: z.array(harmedShape),
  people: amountShape,
  /** Share of the known harm that rests on assumptions, 0 to 1. */
  assumedShare: z.number(),
  /** What lost some of its suppliers and still has enough of them: k of n. */
  stands: z.array(
    z.object({
      kind: z.enum(['asset', 'service']),
      id: z.string(),
      name: z.string(),
      of: z.number(),
      needed: z.number(),
      left: z.number(),
    }),
  ),
  /** Of which nobody said what depends on them. */
  carriers: z.object({ count: z.number(), names: z.array(z.string()) }),
})

export const versionShape = z.object({
  number: z.number(),
  at: z.number(),
  who: z.string(),
  kind: z.string(),
  about: z.string(),
  added: z.number(),
  updated: z.number(),
  removed: z.number(),
})

export const assetDetailShape = z.object({
  asset: assetShape,
  /** Each attribute that is known: the value that is shown, and what other sources say against it; or its members. */
  attributes: z.array(
    z.object({
      name: z.string(),
      shown: z.array(statementShape),
      against: z.array(statementShape),
    }),
  ),
  stakes: stakesShape,
  supplies: suppliesShape,
  history: z.array(versionShape),
})

/** What zones, owners and suppliers may be said to be. */
export const choicesShape = z.object({
  zones: z.array(z.object({ id: z.string(), name: z.string() })),
  organisations: z.array(z.object({ id: z.string(), name: z.string() })),
})

/** `host:srv-1,address:10.0.0.7`, at most 100 of them. */
export const recogniseInput = z.object({
  observables: z
    .string()
    .max(8000)
    .transform((text) => text.split(',').filter((key) => key !== ''))
    .refine((keys) => keys.length <= 100, 'at most 100 at once'),
})
export const recognisedShape = z.object({
  recognised: z.array(
    z.object({
      observable: z.string(),
      assets: z.array(assetShape),
    }),
  ),
  stakes: stakesShape,
})

export const importInput = z.strictObject({
  /** Told from its beginning and its name where it is left out. */
  form: z.enum(listForms).optional(),
  /** What the list is called: its statements carry `csv:<name>`, and its next reading replaces them. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\p{C}]+$/u),
  text: z.string(),
  columns: z.record(z.string().max(200), z.enum(columnMeanings).nullable()).optional(),
  kinds: z.record(z.string().max(200), kindName).optional(),
  /** The things that a MUD profile is of, where vendor and model do not say it. */
  things: z.array(recordId).max(1000).optional(),
  /** Who a peer of a MUD profile is: `my-controller`, a controller's URI, a name -> the id of an asset. */
  peers: z.record(z.string().max(300), recordId).optional(),
  /** Keeps it; without, only what it would do is said. */
  apply: z.boolean().default(false),
  /** Keeps the rows that can be read although others cannot. */
  despiteRefused: z.boolean().default(false),
})

export const importedShape = z.object({
  /** The version that it made; null where nothing was kept. */
  version: z.number().nullable(),
  rows: z.number(),
  assets: z.object({ added: z.number(), updated: z.number(), same: z.number() }),
  /** Flows that are meant between zones. */
  conduits: z.object({ added: z.number(), updated: z.number() }),
  refused: z.array(z.object({ line: z.number(), column: z.string().optional(), reason: z.string(), fix: z.string() })),
  refusedCount: z.number(),
  columns: z.array(z.object({ header: z.string(), meaning: z.enum(columnMeanings).nullable() })),
  unknownKinds: z.array(z.object({ word: z.string(), rows: z.number() })),
  /** The first changes, for a look. */
  changes: z.array(
    z.object({
      asset: z.string(),
      name: z.string(),
      kind: z.enum(['added', 'updated']),
      fields: z.array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
    }),
  ),
})

const hours = z.number().min(0).max(87_600)
const fallbackInput = z.union([
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('manual'),
    takesOverAfter: hours,
    lasts: hours,
    capacity: z.number().min(0).max(1),
  }),
])
export const answerInput = z.strictObject({
  service: recordId,
  answer: z.discriminatedUnion('about', [
    z.strictObject({ about: z.literal('people'), people: z.number().int().min(0).max(100_000_000) }),
    z.strictObject({ about: z.literal('fallback'), buffer: hours, fallback: fallbackInput }),
    z.strictObject({ about: z.literal('outage'), maximumOutage: hours }),
  ]),
})

export const recordInput = z.strictObject({
  section: sectionName,
  id: recordId,
  /** Attribute -> value, or list of values; null ends what you said of it before. */
  values: z.record(text, z.unknown()),
  /** From when on your word no longer holds, milliseconds since the epoch. */
  until: z.number().optional(),
  /** Whose word ends where a value is null: `operator:NAME`; your own unless told. */
  of: z
    .string()
    .regex(/^operator:[^\p{C}]{1,190}$/u)
    .optional(),
})

export const overviewShape = z.object({
  number: z.number(),
  counts: z.record(z.string(), z.number()),
  kinds: z.array(
    z.object({
      kind: z.string().nullable(),
      words: z.object({ en: z.string(), fr: z.string() }).nullable(),
      count: z.number(),
    }),
  ),
  /** How many assets nobody said this of. */
  without: z.object({
    kind: z.number(),
    zone: z.number(),
    owner: z.number(),
    place: z.number(),
    identifiers: z.number(),
  }),
  problems: z.number(),
  questions: z.number(),
})

export const problemsShape = z.object({
  problems: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      where: z.array(z.string()).readonly(),
      says: z.object({ en: z.string(), fr: z.string() }),
      fix: z.object({ en: z.string(), fr: z.string() }),
    }),
  ),
  count: z.number(),
})
