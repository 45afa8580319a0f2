import { columns, type Realm } from '@tocsin/event'
import type { Field, Query, QueryResult, Where } from '@tocsin/store'
import { z } from 'zod'

/** How far a person's question may reach; the store has a budget of its own. */
export const queryLimits = { depth: 12, nodes: 200, values: 1000, text: 4096 } as const

const columnName = z.enum(columns.map((column) => column.name))
const field: z.ZodType<Field> = z.union([
  columnName,
  z.enum(['source', 'realm', 'origin', 'time_quality', 'decoder', 'repeated'] as const),
])
const realm: z.ZodType<Realm> = z.enum(['real', 'sample', 'exercise', 'replay'])
const text = z.string().max(queryLimits.text)

const where: z.ZodType<Where> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['and', 'or']), of: z.array(where).min(1).max(queryLimits.nodes) }),
    z.strictObject({ kind: z.literal('not'), of: where }),
    z.strictObject({
      kind: z.literal('cmp'),
      field,
      op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']),
      value: z.union([text, z.number(), z.boolean()]),
    }),
    z.strictObject({
      kind: z.literal('in'),
      field,
      values: z.array(z.union([text, z.number()])).max(queryLimits.values),
    }),
    z.strictObject({ kind: z.enum(['contains', 'starts', 'ends']), field, text }),
    z.strictObject({ kind: z.literal('like'), field, pattern: text }),
    z.strictObject({ kind: z.literal('cidr'), field: columnName, network: z.string().max(64) }),
    z.strictObject({ kind: z.literal('exists'), field }),
    z.strictObject({ kind: z.literal('anywhere'), text: text.min(1) }),
    z.strictObject({ kind: z.literal('token'), field: field.exactOptional(), text: text.min(1) }),
    z.strictObject({ kind: z.literal('regex'), field, pattern: z.string().min(1).max(512) }),
    z.strictObject({ kind: z.literal('realm'), realm }),
    z.strictObject({ kind: z.literal('id'), id: z.string().max(64) }),
    z.strictObject({ kind: z.literal('country'), field: columnName, code: z.string().regex(/^[A-Z]{2}$/) }),
    z.strictObject({ kind: z.literal('asn'), field: columnName, number: z.number().int().min(1).max(0xffff_ffff) }),
  ]),
)

export const instant = z.number().min(-8.64e15).max(8.64e15)

/** The query of `@tocsin/store`, as JSON that a stranger sent. */
export const queryShape: z.ZodType<Query> = z
  .strictObject({
    from: z.literal('event'),
    time: z.tuple([instant, instant]).readonly(),
    timeField: z.enum(['time', 'received']),
    where: where.exactOptional(),
    groupBy: z
      .array(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('field'), field }),
          z.strictObject({ kind: z.literal('bucket'), seconds: z.number().int().min(1).max(31_536_000) }),
        ]),
      )
      .max(8)
      .exactOptional(),
    measures: z
      .array(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('count') }),
          z.strictObject({ kind: z.enum(['distinct', 'approxDistinct']), field }),
          z.strictObject({ kind: z.literal('topK'), field, k: z.number().int().min(1).max(100) }),
          z.strictObject({ kind: z.literal('percentile'), field, percent: z.number().min(0).max(100) }),
          z.strictObject({ kind: z.enum(['sum', 'avg', 'min', 'max']), field }),
        ]),
      )
      .max(8)
      .exactOptional(),
    order: z.enum(['ascending', 'descending']).exactOptional(),
    after: z.strictObject({ time: instant, id: z.string().max(64) }).exactOptional(),
    limit: z.number().int().min(1).max(10_000),
  })
  .refine((query) => query.time[0] < query.time[1], { path: ['time'], error: 'the range is empty' })
  .refine((query) => query.where === undefined || isModest(query.where), {
    path: ['where'],
    error: `more than ${queryLimits.nodes} conditions, or deeper than ${queryLimits.depth}`,
  })

export const queryResultShape: z.ZodType<QueryResult> = z.object({
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  took: z.number(),
})

function isModest(root: Where): boolean {
  let nodes = 0
  let level: readonly Where[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    nodes += level.length
    if (depth >= queryLimits.depth || nodes > queryLimits.nodes) return false
    level = level.flatMap((node) =>
      node.kind === 'and' || node.kind === 'or' ? node.of : node.kind === 'not' ? [node.of] : [],
    )
  }
  return true
}
