import type { Account } from '@tocsin/sigma'
import { z } from 'zod'
import { listedRuleShape, matchedFieldShape, techniqueShape, wordsShape } from './shapes.ts'

export const scalarShape = z.union([z.string(), z.number(), z.boolean(), z.null()])

const logsourceShape = z.object({
  product: z.string().exactOptional(),
  category: z.string().exactOptional(),
  service: z.string().exactOptional(),
})

export const ruleDetailShape = z.object({
  /** SHA-256 of the bundle. */
  digest: z.string(),
  rule: listedRuleShape,
  /** What the document says of itself; absent where it is refused. */
  head: z
    .object({
      title: z.string(),
      kind: z.enum(['rule', 'correlation']),
      status: z.string().exactOptional(),
      description: z.string().exactOptional(),
      author: z.string().exactOptional(),
      date: z.string().exactOptional(),
      modified: z.string().exactOptional(),
      tags: z.array(z.string()).readonly(),
      /** ATT&CK, such as `T1059.001`. */
      techniques: z.array(z.string()).readonly(),
      falsepositives: z.array(z.string()).readonly(),
      references: z.array(z.string()).readonly(),
      logsource: logsourceShape.exactOptional(),
      /** The techniques with their names, where they are known. */
      attack: z.array(techniqueShape).readonly(),
      /** Why, with `{field}` where the event's value belongs; what to do first. */
      reason: wordsShape.exactOptional(),
      advice: wordsShape.exactOptional(),
      /** Harmless causes in French; `falsepositives` are the English ones. */
      benign: z.array(z.string()).readonly(),
      /** Ids of what narrows it: filters, exceptions. */
      filters: z.array(z.string()).readonly().exactOptional(),
      correlation: z
        .object({
          type: z.string(),
          rules: z.array(z.object({ rule: z.string(), title: z.string() })).readonly(),
          groupBy: z.array(z.string()).readonly(),
          /** Milliseconds. */
          timespan: z.number(),
          condition: z
            .array(z.object({ is: z.enum(['gt', 'gte', 'lt', 'lte', 'eq', 'neq']), than: z.number() }))
            .readonly(),
          valueFields: z.array(z.string()).readonly(),
        })
        .exactOptional(),
      /** Which pipelines changed it, and how. */
      converted: z
        .array(
          z.object({
            pipeline: z.string(),
            path: z.string(),
            before: z.array(z.string()).readonly(),
            after: z.array(z.string()).readonly(),
            logsource: z.object({ before: z.string(), after: z.string() }).exactOptional(),
            more: z.number(),
            asks: z.boolean(),
          }),
        )
        .readonly(),
    })
    .exactOptional(),
  /** The sources that send what it asks for, as far as the asker sees them. */
  fedBy: z.array(z.object({ source: z.string(), state: z.string() })).readonly(),
  /** The whole file; the document begins at the rule's line. */
  yaml: z.string(),
  /** Files that change what it means; absent where they cannot all be given. */
  beside: z
    .object({
      filters: z.array(z.object({ path: z.string(), text: z.string() })).readonly(),
      pipelines: z.array(z.object({ path: z.string(), text: z.string() })).readonly(),
    })
    .exactOptional(),
  /** The last seven days. Milliseconds since the epoch. */
  findings: z.object({ from: z.number(), count: z.number(), last: z.number().exactOptional() }),
})

export const accountShape: z.ZodType<Account> = z.lazy(() =>
  z.union([
    z.object({ kind: z.enum(['and', 'or']), holds: z.boolean(), of: z.array(accountShape).readonly() }),
    z.object({ kind: z.literal('not'), holds: z.boolean(), of: z.tuple([accountShape]).readonly() }),
    z.object({
      kind: z.literal('ask'),
      holds: z.boolean(),
      field: z.string(),
      asked: z.string(),
      value: z.union([scalarShape, z.array(scalarShape).readonly()]).exactOptional(),
      matched: z.array(matchedFieldShape).readonly(),
    }),
  ]),
)

export const explainedShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('explained'),
    /** Whether the event's logsource is the rule's: else the rule is not asked. */
    routed: z.boolean(),
    account: accountShape,
  }),
  z.object({ kind: z.literal('unavailable'), why: z.string() }),
])

export const ruleTestsShape = z.object({
  /** Whether there are any, and whether they were run. */
  status: z.enum(['none', 'listed', 'run', 'refused']),
  /** The file that holds them, or should. */
  file: z.string(),
  /** The file as it was read. */
  text: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  fix: z.string().exactOptional(),
  cases: z
    .array(
      z.object({
        kind: z.enum(['positive', 'negative']),
        says: z.string(),
        line: z.number(),
        outcome: z.enum(['passed', 'failed']).exactOptional(),
        reason: z.string().exactOptional(),
        fix: z.string().exactOptional(),
      }),
    )
    .readonly(),
})

export type RuleTestsShown = z.infer<typeof ruleTestsShape>
export type RuleDetail = z.infer<typeof ruleDetailShape>
export type Explained = z.infer<typeof explainedShape>
