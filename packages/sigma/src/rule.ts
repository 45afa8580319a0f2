import type { Node } from './detection.ts'
import type { LogSource, Scalar } from './value.ts'

export interface RuleFile {
  readonly path: string
  readonly text: string
}

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical'
/** From the least to the most severe. */
export const levels: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical']

/** What every Sigma document that speaks carries: rules and correlations alike. */
export interface RuleHead {
  /** As the document states it; without one, `sigma-` and the first 16 digits of its content's hash. */
  readonly id: string
  readonly name?: string
  readonly title: string
  readonly level: Level
  readonly status?: string
  readonly description?: string
  readonly author?: string
  readonly date?: string
  readonly modified?: string
  readonly license?: string
  readonly tags: readonly string[]
  /** ATT&CK techniques among the tags, such as `T1059.001`. */
  readonly techniques: readonly string[]
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  readonly path: string
  /** Line of the document's first word in its file, from 1. */
  readonly line: number
  /** SHA-256 (hex, 32 digits) over the document and whatever changes its meaning: filters, placeholders. */
  readonly version: string
  /** What the loader accepted although the specification frowns on it. */
  readonly warnings: readonly string[]
  /** The author's own attribute `tocsin` as plain data (Sigma 2.1.0, "custom attributes"); the engine does not read it. */
  readonly custom?: Plain
}

/** Plain data of a YAML document: a map has no key of its prototype. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain }

/** A rule that judges one event. */
export interface Rule extends RuleHead {
  readonly kind: 'rule'
  readonly logsource: LogSource
  /** Fields that the author finds worth showing. */
  readonly fields: readonly string[]
  /** What is asked of the event, filters included. */
  readonly detection: Node
  /** Ids or titles of the filter documents that narrow it. */
  readonly filters: readonly string[]
}

export type CorrelationKind =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median'

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'

/** A rule that judges several events together. */
export interface Correlation extends RuleHead {
  readonly kind: 'correlation'
  readonly type: CorrelationKind
  /** Ids of the rules and correlations that it hears, in the order stated. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** alias -> (id of a rule it hears -> field). */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Milliseconds. The window is (time - timespan, time]. */
  readonly timespan: number
  /** All hold together: `gt: 100, lte: 200` is a range. */
  readonly condition: readonly { readonly is: Comparison; readonly than: number }[]
  /** The fields of `condition.field`: counted as tuples, or summed up. */
  readonly valueFields: readonly string[]
  /** 0..100, for value_percentile and value_median. */
  readonly percentile?: number
  /** Whether the rules it hears also speak for themselves. */
  readonly generate: boolean
}

/** A document that cannot be used, where, why, and what its author can do. */
export interface Refusal {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** Id, else title, of the document, where it has one. */
  readonly rule?: string
  readonly reason: string
  readonly fix: string
}

/** Every file ends in exactly one of these lists at least once: nothing is passed over in silence. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
  readonly refused: readonly Refusal[]
  /** Files that hold no rule, such as a README, and why they were set aside. */
  readonly others: readonly { readonly path: string; readonly why: string }[]
}

/** A field that made a rule speak: its value, and which part matched, in UTF-16 code units of the value. */
export interface MatchedField {
  /** Empty for keywords, which are searched in every value. */
  readonly field: string
  readonly value: Scalar
  /** What was asked of it, such as `ends with \powershell.exe`. */
  readonly asked: string
  readonly ranges: readonly (readonly [start: number, end: number])[]
}
