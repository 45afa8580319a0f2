import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { RuleModes, RuleStanding } from '../modes/rule-modes.ts'
import { coverageOf } from '../rules/coverage.ts'
import type { RuleDesk } from './rule-desk.ts'
import { type RulePage, rulePageShape } from './shapes.ts'

const input = z.object({
  status: z.enum(['loaded', 'asleep', 'refused', 'other']).optional(),
  /** `proposed`: something is to be decided about it. */
  mode: z.enum(['armed', 'listening', 'proposed']).optional(),
  /** Text in the id, title or file; letters fold. */
  find: z.string().max(200).optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

export function ruleRoutes(desk: RuleDesk, modes?: Pick<RuleModes, 'standings'>): readonly AnyRoute[] {
  return [
    route<z.infer<typeof input>, RulePage>({
      method: 'GET',
      path: '/rules',
      permission: 'rule.read',
      input,
      output: rulePageShape,
      says: 'Every rule of the current bundle: loaded, asleep, refused or no rule at all, and why.',
      async handle({ input: { status, mode, find, after, limit }, scope }) {
        const { digest, checked } = await desk.checked()
        const text = find?.toLowerCase()
        const standing = await modes?.standings()
        // How often a rule fires tells of every department.
        const all = scope.kind === 'all'
        const shownOf = (rule: string | undefined) =>
          rule === undefined || standing === undefined ? {} : shown(standing(rule), all)
        const met = checked.filter(
          (rule) =>
            (status === undefined || rule.status === status) &&
            (mode === undefined || isIn(mode, shownOf(rule.rule))) &&
            (text === undefined ||
              [rule.rule, rule.title, rule.says?.fr, rule.file].some(
                (part) => part?.toLowerCase().includes(text) ?? false,
              )),
        )
        return {
          ...(digest === undefined ? {} : { digest }),
          counts: coverageOf(checked),
          ...(standing === undefined ? {} : { modes: countsOf(checked.map(({ rule }) => shownOf(rule))) }),
          rules: met.slice(after, after + limit).map((rule) => ({ ...rule, ...shownOf(rule.rule) })),
          ...(met.length > after + limit ? { next: after + limit } : {}),
        }
      },
    }),
  ]
}

/** How a rule stands, for one who sees every source or not. */
export type Shown = Pick<RulePage['rules'][number], 'mode' | 'proposal' | 'heard'>

export function shown({ mode, hits, assets, last, reason, proposal }: RuleStanding, all: boolean): Shown {
  if (mode === undefined) return {}
  const { why, since, by } = mode
  return {
    mode: { is: mode.mode, why, since, by: all ? by : '' },
    ...(all ? { heard: { hits, assets, last, reason } } : {}),
    ...(all && proposal !== undefined ? { proposal } : {}),
  }
}

function isIn(wanted: 'armed' | 'listening' | 'proposed', { mode, proposal }: Shown): boolean {
  return wanted === 'proposed' ? proposal !== undefined : mode?.is === wanted
}

function countsOf(rules: readonly Shown[]) {
  return {
    armed: rules.filter((one) => isIn('armed', one)).length,
    listening: rules.filter((one) => isIn('listening', one)).length,
    proposed: rules.filter((one) => isIn('proposed', one)).length,
  }
}
