import type { Account } from '@tocsin/sigma'
import { z } from 'zod'
import { checkedRuleShape, matchedFieldShape } from './shapes.ts'

const scalarShape = z.union([z.string(), z.number(), z.boolean(), z.null()])

const logsourceShape = z.object({
  product: z.string().exactOptional(),
  category: z.string().exactOptional(),
  service: z.string().exactOptional(),
})

export const ruleDetailShape = z.object({
  /** SHA-256 of the bundle. */
  digest: z.string(),
  rule: checkedRuleShape,
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
    })
    .exactOptional(),
  /** The whole file; the document begins at the rule's line. */
  yaml: z.string(),
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

export type RuleDetail = z.infer<typeof ruleDetailShape>
export type Explained = z.infer<typeof explainedShape>
