/** What the rules did in this thread, since it started. Counted where it happens, read by whoever reports it. */
export interface RuleStats {
  /** Events judged. */
  judged: number
  /** Events that came before any rules did. */
  unjudged: number
  findings: number
  marks: number
  /** Marks that cannot be read. */
  badMarks: number
  /** Events that a correlation named after their evidence had left memory: its finding names them without fields. */
  forgotten: number
  /** Saved windows of other rules, or that cannot be read, that were not restored. */
  notRestored: number
  /** What correlations held back or lost, by the name of the engine's counter. */
  readonly correlations: Map<string, number>
  /** Exceptions by rule id; `*` where the engine could not say which rule. */
  readonly errors: Map<string, number>
}

/** Module-level on purpose: all stages of a thread count here. */
export const ruleStats: RuleStats = {
  judged: 0,
  unjudged: 0,
  findings: 0,
  marks: 0,
  badMarks: 0,
  forgotten: 0,
  notRestored: 0,
  correlations: new Map(),
  errors: new Map(),
}

const maxRules = 30_000

export function countError(rule: string): void {
  const key = ruleStats.errors.has(rule) || ruleStats.errors.size < maxRules ? rule : '*'
  ruleStats.errors.set(key, (ruleStats.errors.get(key) ?? 0) + 1)
}
