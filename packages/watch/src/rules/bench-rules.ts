import type { Event } from '@tocsin/event'
import { compile, type Engine, type LoadOptions, loadRules, mapFields, type Rule } from '@tocsin/sigma'
import { compareText, type RuleFile } from './bundle.ts'

export interface BenchReport {
  readonly rules: number
  readonly events: number
  /** In one pass. */
  readonly hits: number
  /** Of the best pass; decoding is not in it. */
  readonly perSecond: number
  /** For one event, every rule together. */
  readonly microseconds: number
  /** JSON.parse of the same lines; absent where one of them is not JSON. Ratio 1 is as fast as it. */
  readonly parse?: { readonly microseconds: number; readonly ratio: number }
  /** The ten that speak most. */
  readonly fires: readonly { readonly rule: string; readonly title: string; readonly hits: number }[]
  /** The ten whose own checks take most time; what the shared index takes belongs to nobody. */
  readonly costs: readonly RuleCost[]
}

export interface RuleCost {
  readonly rule: string
  readonly title: string
  /** How often, in one pass, the index named it as one that an event might meet. */
  readonly candidacies: number
  /** Microseconds for an event, over all events. */
  readonly microseconds: number
  /** Microseconds for one look. */
  readonly each: number
}

const passes = 5
const most = 10
/** Looks at which the price of one is measured. */
const looks = 2000

/**
 * Measures how fast rules judge events, beside JSON.parse of the same lines in the same process.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function benchRules(
  files: readonly RuleFile[],
  events: readonly Event[],
  lines: readonly string[],
  now: () => number,
  options: LoadOptions = {},
): BenchReport {
  const engine = compile(loadRules(files, options))
  const hits = new Map<Rule, number>()
  const first = judge(engine, events, (rule) => hits.set(rule, (hits.get(rule) ?? 0) + 1))
  const named = new Map(engine.set.rules.map((rule) => [rule, engine.candidacies(rule)]))
  const took = best(now, () => judge(engine, events, () => {}))
  const perEvent = (1000 * took) / Math.max(1, events.length)
  const parsing = areJson(lines) ? best(now, () => lines.forEach(parse)) : undefined
  const perLine = parsing === undefined ? undefined : (1000 * parsing) / Math.max(1, lines.length)
  return {
    rules: engine.set.rules.length,
    events: events.length,
    hits: first,
    perSecond: perEvent === 0 ? 0 : 1_000_000 / perEvent,
    microseconds: perEvent,
    ...(perLine === undefined || perEvent === 0 ? {} : { parse: { microseconds: perLine, ratio: perLine / perEvent } }),
    fires: [...hits]
      .map(([{ id, title }, count]) => ({ rule: id, title, hits: count }))
      .sort((a, b) => b.hits - a.hits || compareText(a.rule, b.rule))
      .slice(0, most),
    costs: costsOf(engine, events, named, now),
  }
}

function judge(engine: Engine, events: readonly Event[], report: (rule: Rule) => void): number {
  const fields = mapFields(engine.slots)
  let hits = 0
  for (const { native, derived, logsources } of events) {
    fields.load(native, derived)
    engine.match(logsources, fields, (rule) => {
      hits++
      report(rule)
    })
  }
  return hits
}

/** The shortest of several passes, in milliseconds: the one that other work on the machine disturbed least. */
function best(now: () => number, run: () => void): number {
  let shortest = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    const start = now()
    run()
    shortest = Math.min(shortest, now() - start)
  }
  return shortest
}

function parse(line: string): void {
  JSON.parse(line)
}

function areJson(lines: readonly string[]): boolean {
  try {
    lines.forEach(parse)
    return lines.length > 0
  } catch {
    return false
  }
}

function costsOf(
  engine: Engine,
  events: readonly Event[],
  named: ReadonlyMap<Rule, number>,
  now: () => number,
): readonly RuleCost[] {
  const fields = mapFields(engine.slots)
  const sample = events.slice(0, looks)
  const empty = best(now, () => {
    for (const { native, derived } of sample) fields.load(native, derived)
  })
  return [...named]
    .filter(([, candidacies]) => candidacies > 0)
    .map(([rule, candidacies]): RuleCost => {
      const took = best(now, () => {
        for (const { native, derived } of sample) {
          fields.load(native, derived)
          engine.holds(rule, fields)
        }
      })
      const each = (1000 * Math.max(0, took - empty)) / Math.max(1, sample.length)
      const microseconds = (each * candidacies) / Math.max(1, events.length)
      return { rule: rule.id, title: rule.title, candidacies, microseconds, each }
    })
    .sort((a, b) => b.microseconds - a.microseconds || compareText(a.rule, b.rule))
    .slice(0, most)
}
