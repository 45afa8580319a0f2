import type { Account, Tally } from './account.ts'
import type { CorrelationInput, CorrelationLimits, CorrelationState } from './correlation-state.ts'
import type { Pipeline } from './pipeline.ts'
import type { Correlation, MatchedField, Rule, RuleSet } from './rule.ts'
import type { Fields, LogSource } from './value.ts'

/** Rules made ready for events. Immutable: new rules are a new engine. Not re-entrant: one event at a time. */
export interface Engine {
  readonly set: RuleSet
  /** Field name -> slot, for every field that a rule or correlation reads. */
  readonly slots: ReadonlyMap<string, number>
  /**
   * Reports every rule that the event meets, once each, in the order of `set.rules`.
   *
   * A rule is asked if one of the event's logsources has every key that the rule states, with the same value (case
   * aside); `'all'` asks every rule.
   */
  match(logsources: readonly LogSource[] | 'all', fields: Fields, report: (rule: Rule) => void): void
  /** The rules that no event from these logsources can reach. */
  asleep(known: readonly LogSource[]): Rule[]
  /** Why the rule speaks of this event: the parts that it asked for and found. Empty if it does not speak. */
  explain(rule: Rule, fields: Fields): readonly MatchedField[]
  /** The rule's whole condition with what held of this event and what did not; nothing for a rule of another engine. */
  account(rule: Rule, fields: Fields): Account | undefined
  /** Counts how often each part of the rule holds over the events it is given: what a silent rule waited for. */
  tally(rule: Rule): Tally | undefined
  /** The rule's own check alone, without index or logsource. */
  holds(rule: Rule, fields: Fields): boolean
  /** How often the index named the rule as one that an event might meet, since the engine was made. */
  candidacies(rule: Rule): number
  /**
   * What correlations must hear of this hit. Everything under one `key` must reach one CorrelationState in order;
   * different keys are independent.
   */
  inputs(rule: Rule, fields: Fields): readonly { readonly key: string; readonly input: CorrelationInput }[]
  /** True if every correlation that names the rule says `generate: false`: it does not alert on its own. */
  silentAlone(rule: Rule | Correlation): boolean
  /** A fresh, empty state. Make one per shard of keys. */
  correlations(limits?: Partial<CorrelationLimits>): CorrelationState
}

export interface LoadOptions {
  /** Placeholder name without percent signs -> the Sigma strings that stand for it. */
  readonly placeholders?: ReadonlyMap<string, readonly string[]>
  /** Applied to every rule and filter, by priority; correlations read the fields as their rules were given them. */
  readonly pipelines?: readonly Pipeline[]
}
