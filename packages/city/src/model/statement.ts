import { canonicalJson } from '@tocsin/kit'

/** How we know something: said by a person, seen on the wire, read from a register, or supposed from its kind. */
export type Confidence = 'declared' | 'observed' | 'imported' | 'assumed'

export const confidences: readonly Confidence[] = ['declared', 'observed', 'imported', 'assumed']

/** One thing that somebody or something said of an attribute. An attribute is a list of these; unknown is never zero. */
export interface Statement<Value> {
  readonly value: Value
  /** Who or what said it: `operator:ann`, `csv:lights.csv`, `zeek/dhcp`, `kind:plc`. */
  readonly source: string
  /** When it was said, milliseconds since the epoch. */
  readonly time: number
  readonly confidence: Confidence
  /** From this moment on the statement no longer holds, milliseconds since the epoch. */
  readonly until?: number
}

/** Who says something, when and how surely: a statement without its value. */
export type By = Omit<Statement<unknown>, 'value'>

/** The value that is shown, who said it, and what others say against it. */
export interface Shown<Value> extends Statement<Value> {
  /** Live statements with another value, best first. Assumptions contradict nobody. */
  readonly conflicts: readonly Statement<Value>[]
}

/**
 * The value of an attribute that has one value, at a moment; `undefined` is not known.
 *
 * The rule: of each source its newest statement counts, as long as it has not ended. Among these a person's word goes
 * before what was seen, that before a register, and that before an assumption; then the newer goes before the older.
 *
 * @param at milliseconds since the epoch
 */
export function shown<Value>(
  statements: readonly Statement<Value>[] | undefined,
  at: number,
): Shown<Value> | undefined {
  const [only] = statements ?? []
  if (statements === undefined || only === undefined) return undefined
  // As a rule one source says it.
  if (statements.length === 1) return holds(only, at) ? alone(only) : undefined
  const live = joinOne(statements).filter((statement) => holds(statement, at))
  const [best, ...others] = live.length > 1 ? [...live].sort(order) : live
  if (best === undefined) return undefined
  const key = valueKey(best.value)
  return { ...best, conflicts: others.filter((o) => o.confidence !== 'assumed' && valueKey(o.value) !== key) }
}

/** Written out member by member: half a million are made for one look at a city, and a spread takes five times as long. */
function alone<Value>({ value, source, time, confidence, until }: Statement<Value>): Shown<Value> {
  return until === undefined
    ? { value, source, time, confidence, conflicts: [] }
    : { value, source, time, confidence, until, conflicts: [] }
}

/** The members of an attribute that has many, at a moment: each member once, by its best statement, in the order of values. */
export function members<Value>(statements: readonly Statement<Value>[] | undefined, at: number): Statement<Value>[] {
  const [only] = statements ?? []
  if (statements === undefined || only === undefined) return []
  if (statements.length === 1) return holds(only, at) ? [only] : []
  const known = lasting.get(statements)
  if (known !== undefined) return known.slice() as Statement<Value>[]
  const best = new Map<string, Statement<Value>>()
  for (const statement of joinMany(statements)) {
    if (!holds(statement, at)) continue
    const key = valueKey(statement.value)
    const other = best.get(key)
    if (other === undefined || order(statement, other) < 0) best.set(key, statement)
  }
  const list = [...best.values()]
  if (statements.length >= longFrom && statements.every(({ until }) => until === undefined))
    lasting.set(statements, list)
  return list
}

/** Of long lists in which nothing ends, the members: a supply by ten thousand sensors is asked for with each version of a city. */
const lasting = new WeakMap<readonly Statement<unknown>[], readonly Statement<unknown>[]>()
const longFrom = 16

/** The newest statement of each source, in the order of sources: joining is associative, commutative and idempotent. */
export function joinOne<Value>(statements: readonly Statement<Value>[]): readonly Statement<Value>[] {
  return newest(statements, (statement) => statement.source)
}

/** The newest statement of each source about each member, in the order of members, then sources. */
export function joinMany<Value>(statements: readonly Statement<Value>[]): readonly Statement<Value>[] {
  return newest(statements, (statement) => `${valueKey(statement.value)}\u0000${statement.source}`)
}

export function holds(statement: Statement<unknown>, at: number): boolean {
  return statement.until === undefined || at < statement.until
}

/** One text for a value: equal values have equal keys, whatever the order in which their members were written. */
export function valueKey(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value)
}

function newest<Value>(all: readonly Statement<Value>[], keyOf: (s: Statement<Value>) => string) {
  if (all.length < 2) return all
  const kept = new Map<string, Statement<Value>>()
  for (const statement of all) {
    const key = keyOf(statement)
    const other = kept.get(key)
    if (other === undefined || isNewer(statement, other)) kept.set(key, statement)
  }
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement)
}

// Two statements of one source at one time: the order of their texts decides, so that no order of arrival does.
function isNewer(a: Statement<unknown>, b: Statement<unknown>): boolean {
  return a.time !== b.time ? a.time > b.time : canonicalJson(a) > canonicalJson(b)
}

function order(a: Statement<unknown>, b: Statement<unknown>): number {
  const byConfidence = confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence)
  if (byConfidence !== 0) return byConfidence
  return isNewer(a, b) ? -1 : 1
}
