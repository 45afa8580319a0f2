import { z } from 'zod'
import { pairsShape } from '../rule-exceptions/index.ts'

/** Characters of a rule that is given as text. */
const longestText = 200_000

const day = 86_400_000
/** The longest range: raw frames stay at most ten years. */
const longestRange = 3653 * day

export const wishShape = z
  .strictObject({
    /** The id of a rule that is in force. */
    rule: z.string().min(1).max(200).optional(),
    /** A rule in Sigma's YAML that nobody published. */
    text: z.string().min(1).max(longestText).optional(),
    /** By time of receipt, in milliseconds since the epoch: [from, until). */
    from: z.number().min(0).max(8.64e15),
    until: z.number().min(0).max(8.64e15),
    lane: z.enum(['live', 'replay']).default('live'),
    /** Counts what the rule waited for, and not what it would say; only with `rule`. */
    waits: z.boolean().default(false),
    /** The same rule beside it with an exception for these values, so that both can be compared; only with `rule`. */
    except: pairsShape.optional(),
  })
  .refine(({ rule, waits, except }) => rule !== undefined || (!waits && except === undefined), {
    message: 'This needs the id of a rule that is in force',
    path: ['rule'],
  })
  .refine(({ rule, text }) => (rule === undefined) !== (text === undefined), {
    message: 'Give either the id of a rule or a text',
    path: ['rule'],
  })
  .refine(({ from, until }) => from < until && until - from <= longestRange, {
    message: 'Give a range of at most ten years that ends after it begins',
    path: ['until'],
  })

const progressShape = z.object({ share: z.number(), events: z.number(), hits: z.number(), at: z.number() })

const matchedShape = z.object({
  field: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  asked: z.string(),
  ranges: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
})

const aboutShape = z.object({ kind: z.string(), value: z.string() })

const sideShape = z.object({
  events: z.number(),
  hits: z.number(),
  rules: z
    .array(
      z.object({
        rule: z.string(),
        title: z.string(),
        level: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
        hits: z.number(),
      }),
    )
    .readonly(),
  heard: z.array(z.object({ rule: z.string(), hits: z.number() })).readonly(),
  days: z.array(z.object({ day: z.string(), hits: z.number() })).readonly(),
  about: z.array(aboutShape.extend({ hits: z.number() })).readonly(),
  others: z.number(),
  kept: z
    .array(
      z.object({
        rule: z.string(),
        event: z.string(),
        time: z.number(),
        source: z.string(),
        about: z.array(aboutShape).readonly(),
        matched: z.array(matchedShape).readonly().exactOptional(),
        events: z.number().exactOptional(),
      }),
    )
    .readonly(),
})

export const reportShape = z.object({
  sides: z.array(sideShape).readonly(),
  frames: z.number(),
  unread: z.number(),
  reaches: z.number().exactOptional(),
  notes: z.array(z.string()).readonly(),
  seconds: z.number(),
  perSecond: z.number(),
  waited: z
    .array(
      z.object({
        rule: z.string(),
        title: z.string(),
        conditions: z.array(z.string()).readonly(),
        events: z.number(),
        held: z.number(),
        searches: z
          .array(
            z.object({
              name: z.string(),
              kind: z.enum(['search', 'filter']),
              held: z.number(),
              asks: z.array(z.object({ field: z.string(), asked: z.string(), held: z.number() })).readonly(),
              more: z.number(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly()
    .exactOptional(),
  near: z
    .array(
      z.object({
        rule: z.string(),
        title: z.string(),
        type: z.enum([
          'event_count',
          'value_count',
          'temporal',
          'temporal_ordered',
          'value_sum',
          'value_avg',
          'value_percentile',
          'value_median',
        ]),
        condition: z
          .array(z.object({ is: z.enum(['gt', 'gte', 'lt', 'lte', 'eq', 'neq']), than: z.number() }))
          .readonly(),
        timespan: z.number(),
        at: z.number(),
        realm: z.enum(['real', 'sample', 'exercise', 'replay']),
        heard: z.array(z.object({ rule: z.string(), title: z.string(), spoke: z.number() })).readonly(),
        groups: z.number(),
        nearest: z
          .array(
            z.object({
              group: z
                .array(z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])]).readonly())
                .readonly(),
              events: z.number(),
              value: z.number().exactOptional(),
              holds: z.boolean(),
              missing: z.number().exactOptional(),
              unheard: z.array(z.string()).readonly().exactOptional(),
              first: z.number(),
              last: z.number(),
              ends: z.number(),
              quietUntil: z.number().exactOptional(),
            }),
          )
          .readonly(),
        over: z.number(),
      }),
    )
    .readonly()
    .exactOptional(),
  cut: z.enum(['time', 'events']).exactOptional(),
})

export const stateShape = z.discriminatedUnion('state', [
  z.object({ id: z.string(), state: z.literal('waiting') }),
  z.object({ id: z.string(), state: z.literal('running'), progress: progressShape }),
  z.object({ id: z.string(), state: z.literal('done'), report: reportShape }),
  z.object({ id: z.string(), state: z.literal('cancelled'), progress: progressShape }),
  z.object({
    id: z.string(),
    state: z.literal('failed'),
    failure: z.object({
      code: z.string(),
      message: z.string(),
      where: z.string().exactOptional(),
      fix: z.string().exactOptional(),
    }),
  }),
])
