import { err, ok, type Result } from '@tocsin/kit'
import { type Correlation, loadRules, type Refusal, type Rule, type RuleSet } from '@tocsin/sigma'
import { loadingOf, type RuleContent, type RuleFile } from '../rules/bundle.ts'
import { isFilterText } from '../rules/read-rule.ts'

/** What is tried: a rule that is in force, by its id; a text that nobody published; or all that a bundle holds. */
export type Tried =
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'all' }

/** The rules of a trial: those that are counted, and those that they need. */
export interface ChosenRules {
  readonly set: RuleSet
  /** Ids of what is counted: the others are only heard by it. */
  readonly wanted: ReadonlySet<string>
}

/** The path that a text has among the files of a bundle, whose own paths begin with a folder's name. */
export const givenPath = 'given.yml'

/**
 * The rules to try, under the filters, exceptions and pipelines that are in force.
 *
 * A given text stands in for the loaded rule of the same id: so a change is tried before it is made.
 */
export function chosenRules(content: RuleContent, tried: Tried): Result<ChosenRules, readonly Refusal[]> {
  const loading = loadingOf(content)
  if (tried.kind === 'all') {
    const set = loadRules(content.files, loading)
    return ok({ set, wanted: idsOf([...set.rules, ...set.correlations]) })
  }
  if (tried.kind === 'rule') {
    // Its own file and the filters are enough for a rule of single events; thousands of others take seconds.
    const near = content.files.filter(({ text }) => text.includes(tried.id) || isFilterText(text))
    const alone = loadRules(near, loading)
    const own = alone.rules.find(({ id }) => id === tried.id)
    if (own !== undefined) return ok(pruned(alone, [own]))
    const set = loadRules(content.files, loading)
    const head = [...set.rules, ...set.correlations].find(({ id }) => id === tried.id)
    return head === undefined ? err([notThere(tried.id)]) : ok(pruned(set, [head]))
  }
  const given: RuleFile = { path: givenPath, text: tried.text }
  const own = loadRules([given], loading)
  const names = [...own.rules, ...own.correlations].map(({ id }) => id)
  const others = content.files.filter(
    ({ text }) => isFilterText(text) || (hearsOthers(tried.text) && !names.some((id) => text.includes(id))),
  )
  const set = loadRules([given, ...others], loading)
  const heads = [...set.rules, ...set.correlations].filter(({ path }) => path === givenPath)
  const refused = set.refused.filter(({ path }) => path === givenPath)
  if (refused.length > 0) return err(refused)
  return heads.length === 0 ? err([noRule]) : ok(pruned(set, heads))
}

/** Only what is wanted and what that needs: nothing else is asked of each event. */
function pruned(set: RuleSet, heads: readonly (Rule | Correlation)[]): ChosenRules {
  const byId = new Map([...set.rules, ...set.correlations].map((head) => [head.id, head]))
  const needed = new Set<string>()
  const visit = (id: string) => {
    const head = byId.get(id)
    if (head === undefined || needed.has(id)) return
    needed.add(id)
    if (head.kind === 'correlation') for (const heard of head.rules) visit(heard)
  }
  for (const { id } of heads) visit(id)
  return {
    wanted: idsOf(heads),
    set: {
      ...set,
      rules: set.rules.filter(({ id }) => needed.has(id)),
      correlations: set.correlations.filter(({ id }) => needed.has(id)),
    },
  }
}

function hearsOthers(text: string): boolean {
  return /^correlation:/m.test(text)
}

function idsOf(heads: readonly (Rule | Correlation)[]): ReadonlySet<string> {
  return new Set(heads.map(({ id }) => id))
}

function notThere(id: string): Refusal {
  return {
    path: '',
    line: 1,
    column: 1,
    rule: id,
    reason: `no rule ${id} is in force`,
    fix: 'Check the id in the list of rules, or give the text of the rule',
  }
}

const noRule: Refusal = {
  path: givenPath,
  line: 1,
  column: 1,
  reason: 'the text holds no rule and no correlation',
  fix: 'Give a whole Sigma rule with title, logsource and detection',
}
