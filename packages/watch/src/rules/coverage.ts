import type { Words } from '@tocsin/kit'
import {
  type Correlation,
  compile,
  type Level,
  type LoadOptions,
  type LogSource,
  loadRules,
  type Rule,
  type RuleSet,
} from '@tocsin/sigma'
import { tellingOf } from '../findings/telling.ts'
import { compareText, type RuleFile } from './bundle.ts'

/** What became of a rule: it watches, it waits for a source that nobody sends, it cannot be used, or it is no rule. */
export type RuleStatus = 'loaded' | 'asleep' | 'refused' | 'other'

export interface CheckedRule {
  /** Id, else title; absent where the document has neither. */
  readonly rule?: string
  readonly title?: string
  /** The title in both languages, where the rule says it so. */
  readonly says?: Words
  readonly level?: Level
  /** What its author says of it: `stable`, `test`, `experimental`... */
  readonly maturity?: string
  /** `product|category|service` of the events that it asks for; of a correlation those of what it hears. */
  readonly asks?: readonly string[]
  readonly file: string
  readonly status: RuleStatus
  readonly reason?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
  /** What its author, or the operator, can do. */
  readonly fix?: string
  /** What the loader accepted although the specification frowns on it. */
  readonly warnings: readonly string[]
}

/** How many rules have which status. */
export interface Coverage {
  readonly loaded: number
  readonly asleep: number
  readonly refused: number
  readonly others: number
}

/**
 * Says of every document of every file what became of it: nothing is passed over in silence.
 *
 * @param known the logsources that configured sources give; without it nothing is called asleep
 * @returns in the order of files and lines
 */
export function checkRules(
  files: readonly RuleFile[],
  known: readonly LogSource[] | undefined = undefined,
  options: LoadOptions = {},
): readonly CheckedRule[] {
  return checkedRules(loadRules(files, options), known)
}

/** The same of rules that are loaded already. */
export function checkedRules(set: RuleSet, known: readonly LogSource[] | undefined): readonly CheckedRule[] {
  const engine = compile(set)
  const { rules, correlations, refused, others } = engine.set
  const asleep = new Set(known === undefined ? [] : engine.asleep(known).map(({ id }) => id))
  const sleeping = sleepingCorrelations(correlations, asleep)
  const checked: CheckedRule[] = [
    ...rules.map((rule) => ({
      ...headOf(rule),
      asks: [asksOf(rule.logsource)],
      ...(asleep.has(rule.id) ? { status: 'asleep' as const, ...whyAsleep(rule.logsource) } : {}),
    })),
    ...correlations.map((correlation) => ({
      ...headOf(correlation),
      asks: asksOfHeard(correlation, rules),
      ...(sleeping.has(correlation.id)
        ? {
            status: 'asleep' as const,
            reason: 'the rules that it hears are asleep',
            fix: 'Connect the sources that those rules wait for',
          }
        : {}),
    })),
    ...refused.map(({ path, line, column, rule, reason, fix }) => ({
      ...(rule === undefined ? {} : { rule }),
      file: path,
      status: 'refused' as const,
      reason,
      line,
      column,
      fix,
      warnings: [],
    })),
    ...others.map(({ path, why }) => ({ file: path, status: 'other' as const, reason: why, warnings: [] })),
  ]
  return checked.sort((a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0))
}

export function coverageOf(checked: readonly CheckedRule[]): Coverage {
  const coverage = { loaded: 0, asleep: 0, refused: 0, others: 0 }
  for (const { status } of checked) coverage[status === 'other' ? 'others' : status]++
  return coverage
}

function asksOf({ product = '', category = '', service = '' }: LogSource): string {
  return `${product}|${category}|${service}`
}

function asksOfHeard(correlation: Correlation, rules: readonly Rule[]): readonly string[] {
  const heard = new Set(correlation.rules)
  return [
    ...new Set(
      rules
        .filter(({ id, name }) => heard.has(id) || (name !== undefined && heard.has(name)))
        .map((one) => asksOf(one.logsource)),
    ),
  ]
}

function headOf(rule: Rule | Correlation) {
  const { id, title, level, status, path, line, warnings } = rule
  const says = tellingOf(rule).title
  return {
    rule: id,
    title,
    ...(says === undefined ? {} : { says }),
    level,
    ...(status === undefined ? {} : { maturity: status }),
    file: path,
    line,
    status: 'loaded' as const,
    warnings,
  }
}

function whyAsleep({ product, category, service }: LogSource) {
  const words = [
    ...(product === undefined ? [] : [`product ${product}`]),
    ...(category === undefined ? [] : [`category ${category}`]),
    ...(service === undefined ? [] : [`service ${service}`]),
  ]
  return {
    reason: `no configured source gives ${words.length === 0 ? 'events for it' : words.join(', ')}`,
    fix: 'Connect a source that sends such events, or leave the rule to wait for one',
  }
}

/** A sequence sleeps when one of its parts does; a count when all do. Correlations of correlations settle in rounds. */
function sleepingCorrelations(correlations: readonly Correlation[], asleep: ReadonlySet<string>): ReadonlySet<string> {
  const sleeping = new Set<string>()
  const sleeps = (id: string) => asleep.has(id) || sleeping.has(id)
  for (let grown = true; grown; ) {
    const fresh = correlations.filter(
      ({ id, type, rules }) =>
        !sleeping.has(id) &&
        rules.length > 0 &&
        (type.startsWith('temporal') ? rules.some(sleeps) : rules.every(sleeps)),
    )
    for (const { id } of fresh) sleeping.add(id)
    grown = fresh.length > 0
  }
  return sleeping
}
