import { type AnyRoute, route } from '@tocsin/capability'
import { readRuleTests } from '@tocsin/sigma'
import { z } from 'zod'
import type { RuleFile } from '../rules/bundle.ts'
import type { RuleDesk } from './rule-desk.ts'
import { ask, found, type RuleDetailOptions } from './rule-detail-routes.ts'
import { type RuleTestsShown, ruleTestsShape } from './rule-detail-shapes.ts'

export interface RuleTestOptions extends RuleDetailOptions {
  /** The test files that lie beside the rules; without it no rule has tests. */
  readonly tests?: () => Promise<readonly RuleFile[]>
}

const input = z.object({ id: z.string().max(200) })

/** The tests beside a rule: what they say, and what they say of the rules that judge now. */
export function ruleTestRoutes(options: RuleTestOptions, desk: RuleDesk): readonly AnyRoute[] {
  const listed = async (id: string) => {
    const { rule } = await found(desk, id)
    const path = rule.file.replace(/\.ya?ml$/i, '.test.yml')
    const tests = ((await options.tests?.()) ?? []).find((one) => one.path.replace(/\.yaml$/i, '.yml') === path)
    return { rule, path, tests }
  }
  return [
    route<z.infer<typeof input>, RuleTestsShown>({
      method: 'GET',
      path: '/rules/:id/tests',
      permission: 'rule.read',
      input,
      output: ruleTestsShape,
      says: 'The events beside a rule on which it must speak, or must not; without running them.',
      async handle({ input: { id } }) {
        const { path, tests } = await listed(id)
        return tests === undefined ? { status: 'none', file: path, cases: [] } : casesOf(tests, id)
      },
    }),
    route<z.infer<typeof input>, RuleTestsShown>({
      method: 'POST',
      path: '/rules/:id/tests',
      permission: 'rule.read',
      input,
      output: ruleTestsShape,
      says: 'Runs the tests beside a rule against the rules that judge now, filters and exceptions too.',
      async handle({ input: { id } }) {
        const { rule, path, tests } = await listed(id)
        if (tests === undefined) return { status: 'none', file: path, cases: [] }
        const shown = casesOf(tests, id)
        if (shown.status !== 'listed') return shown
        const said = await ask(options, { kind: 'tests', rule, id, tests })
        const outcomes = said.kind === 'tests' ? said.tested : []
        const refused = outcomes.find(({ status }) => status === 'refused')
        if (refused !== undefined) {
          const { reason = '', fix = '' } = refused
          return { status: 'refused', file: path, reason, fix, cases: shown.cases }
        }
        const byLine = new Map(outcomes.map((one) => [one.line, one]))
        return {
          ...shown,
          status: 'run',
          cases: shown.cases.map((one) => {
            const outcome = byLine.get(one.line)
            if (outcome?.status !== 'passed' && outcome?.status !== 'failed') return one
            const { status, reason, fix } = outcome
            return {
              ...one,
              outcome: status,
              ...(reason === undefined ? {} : { reason }),
              ...(fix === undefined ? {} : { fix }),
            }
          }),
        }
      },
    }),
  ]
}

/** A file is about one rule; another rule of the same file has none here. */
function casesOf(tests: RuleFile, id: string): RuleTestsShown {
  const read = readRuleTests(tests)
  if (!read.ok) {
    const { line, column, reason, fix } = read.error
    return { status: 'refused', text: tests.text, file: `${tests.path}:${line}:${column}`, reason, fix, cases: [] }
  }
  const { rule, cases, place } = read.value
  if (rule !== id) return { status: 'none', file: tests.path, cases: [] }
  return {
    status: 'listed',
    file: tests.path,
    text: tests.text,
    cases: cases.map(({ kind, says, at }) => ({ kind, says: says.slice(0, 500), line: place(at, '', '').line })),
  }
}
