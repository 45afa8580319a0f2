import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import { coverageOf } from '../rules/coverage.ts'
import type { RuleDesk } from './rule-desk.ts'
import { type RulePage, rulePageShape } from './shapes.ts'

const input = z.object({
  status: z.enum(['loaded', 'asleep', 'refused', 'other']).optional(),
  /** Text in the id, title or file; letters fold. */
  find: z.string().max(200).optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

export function ruleRoutes(desk: RuleDesk): readonly AnyRoute[] {
  return [
    route<z.infer<typeof input>, RulePage>({
      method: 'GET',
      path: '/rules',
      permission: 'rule.read',
      input,
      output: rulePageShape,
      says: 'Every rule of the current bundle: loaded, asleep, refused or no rule at all, and why.',
      async handle({ input: { status, find, after, limit } }) {
        const { digest, checked } = await desk.checked()
        const text = find?.toLowerCase()
        const met = checked.filter(
          (rule) =>
            (status === undefined || rule.status === status) &&
            (text === undefined ||
              [rule.rule, rule.title, rule.file].some((part) => part?.toLowerCase().includes(text) ?? false)),
        )
        return {
          ...(digest === undefined ? {} : { digest }),
          counts: coverageOf(checked),
          rules: met.slice(after, after + limit),
          ...(met.length > after + limit ? { next: after + limit } : {}),
        }
      },
    }),
  ]
}
