import type { Node } from './detection.ts'
import type { Rule } from './rule.ts'
import { sha256 } from './sha256.ts'
import type { LogSource } from './value.ts'

/** A filter document: events that it describes are no longer hits of the rules that it names. */
export interface Filter {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly path: string
  readonly line: number
  readonly logsource: LogSource
  /** Ids or names as written; `any` for every rule of the logsource. */
  readonly rules: 'any' | readonly { readonly name: string; readonly at: number }[]
  readonly describes: Node
}

/** A filter fits a rule whose logsource has every key that the filter states, with the same value. */
export function filterFits(filter: Filter, rule: Rule): boolean {
  return (['product', 'category', 'service'] as const).every(
    (key) => filter.logsource[key] === undefined || filter.logsource[key] === rule.logsource[key],
  )
}

/** The rule without what the filters describe. Its version changes with them. */
export function filtered(rule: Rule, filters: readonly Filter[]): Rule {
  if (filters.length === 0) return rule
  const not = filters.map((filter): Node => ({ kind: 'not', node: filter.describes }))
  return {
    ...rule,
    detection: { kind: 'and', nodes: [rule.detection, ...not] },
    filters: filters.map((filter) => filter.id),
    version: sha256([rule.version, ...filters.map((filter) => filter.version)].join(' '), 32),
  }
}
