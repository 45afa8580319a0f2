import type { Event } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import { compile, mapFields, type Refusal, type Rule, searchesOf, type Tally, type TallyNode } from '@tocsin/sigma'
import { loadingOf, type RuleContent } from '../rules/bundle.ts'
import { chosenRules } from './chosen-rules.ts'
import { nearListener, type WaitedNear } from './near.ts'

/** One question of a rule, and how often it was answered with yes. */
export interface WaitedAsk {
  /** Empty for keywords. */
  readonly field: string
  readonly asked: string
  readonly held: number
}

/** One named part of a rule over many events. */
export interface WaitedSearch {
  /** As its author named it; of what narrows the rule from outside, the filter's id. */
  readonly name: string
  readonly kind: 'search' | 'filter'
  readonly held: number
  /** Its questions: those that held, and the first of those that did not. */
  readonly asks: readonly WaitedAsk[]
  /** Questions that are left out. */
  readonly more: number
}

/** What one rule of single events waited for. */
export interface WaitedRule {
  readonly rule: string
  readonly title: string
  readonly conditions: readonly string[]
  /** Events of its logsource: all figures are of these. */
  readonly events: number
  /** How often the whole rule held. */
  readonly held: number
  readonly searches: readonly WaitedSearch[]
}

/** Counts what rules wait for. The order of events plays no part. */
export interface Waiting {
  take(event: Event): void
  /** Events taken, of any logsource. */
  readonly events: number
  /** How often one of the rules held. */
  readonly held: number
  read(): readonly WaitedRule[]
  /** How near a correlation is to its condition; empty for a rule of single events. `at` is by default the latest event's time. */
  near(at?: number): readonly WaitedNear[]
}

/** Questions shown of one part; a list of a thousand file names says little more than its first ones. */
const mostAsks = 30

/**
 * What a rule waits for, or each rule that a correlation hears.
 *
 * It asks every part of every event of the logsource, also where the rule's answer is known without it.
 */
export function waitingFor(content: RuleContent, id: string): Result<Waiting, readonly Refusal[]> {
  const chosen = chosenRules(content, { kind: 'rule', id })
  if (!chosen.ok) return chosen
  const { set, wanted } = chosen.value
  const near = nearListener(set, wanted)
  const counted = set.rules.map((rule) => ({ rule, parts: partsOf(content, rule) }))
  const parts = counted.flatMap(({ parts: named }) => named.map(({ rule }) => rule))
  const engine = compile({ ...set, rules: [...set.rules, ...parts], correlations: [] })
  const tallies = counted.flatMap(({ rule, parts: named }) => {
    const whole = engine.tally(rule)
    return whole === undefined
      ? []
      : [{ rule, whole, named: named.map((one) => ({ ...one, tally: engine.tally(one.rule) })) }]
  })
  if (tallies.length === 0) return err([nothingToCount(id)])
  const fields = mapFields(engine.slots)
  const routes = new Map<string, ReadonlySet<string>>()
  const reached = (logsources: Event['logsources']): ReadonlySet<string> => {
    const key = JSON.stringify(logsources)
    const known = routes.get(key)
    if (known !== undefined) return known
    if (routes.size > 200) routes.clear()
    const asleep = new Set(engine.asleep(logsources).map((one) => one.id))
    const found = new Set(set.rules.flatMap((one) => (asleep.has(one.id) ? [] : [one.id])))
    routes.set(key, found)
    return found
  }
  let events = 0
  return ok({
    take: (event) => {
      events++
      const asked = reached(event.logsources)
      if (asked.size === 0) return
      near?.take(event)
      fields.load(event.native, event.derived)
      for (const { rule, whole, named } of tallies) {
        if (!asked.has(rule.id)) continue
        whole.take(fields)
        for (const { tally } of named) tally?.take(fields)
      }
    },
    get events() {
      return events
    },
    get held() {
      return tallies.reduce((sum, { whole }) => sum + whole.read().held, 0)
    },
    near: (at) => near?.read(at) ?? [],
    read: () =>
      tallies.map(({ rule, whole, named }) => ({
        rule: rule.id,
        title: rule.title,
        conditions: named[0]?.conditions ?? [],
        events: whole.events,
        held: whole.read().held,
        searches: named.map(({ name, kind, tally }) => ({ name, kind, ...readPart(tally) })),
      })),
  })
}

interface Part {
  readonly name: string
  readonly kind: WaitedSearch['kind']
  readonly conditions: readonly string[]
  /** A rule that asks this part alone. */
  readonly rule: Rule
}

/** The rule's own parts by name, and what narrows it from outside: filters and exceptions. */
function partsOf(content: RuleContent, rule: Rule): readonly Part[] {
  const file = content.files.find(({ path }) => path === rule.path)
  const named = file === undefined ? undefined : searchesOf(file, rule.id, loadingOf(content))
  const conditions = named?.conditions ?? []
  const alone = (name: string, kind: Part['kind'], detection: Rule['detection']): Part => ({
    ...{ name, kind, conditions },
    rule: { ...rule, id: `${rule.id}\n${kind}\n${name}`, detection },
  })
  const { detection, filters } = rule
  // As `filtered` of the engine joins them: the rule first, then each filter, negated.
  const narrowing = filters.length > 0 && detection.kind === 'and' ? detection.nodes.slice(-filters.length) : []
  return [
    ...(named?.searches ?? [{ name: '', asks: detection }]).map(({ name, asks }) => alone(name, 'search', asks)),
    ...filters.flatMap((name, at) => {
      const node = narrowing[at]
      return node?.kind === 'not' ? [alone(name, 'filter', node.node)] : []
    }),
  ]
}

function readPart(tally: Tally | undefined): Pick<WaitedSearch, 'held' | 'asks' | 'more'> {
  if (tally === undefined) return { held: 0, asks: [], more: 0 }
  const root = tally.read()
  const asks = asksIn(root)
  const silent = asks.filter(({ held }) => held === 0)
  const shown = new Set(silent.slice(0, mostAsks))
  const kept = asks.filter((one) => one.held > 0 || shown.has(one)).slice(0, 2 * mostAsks)
  return { held: root.held, asks: kept, more: asks.length - kept.length }
}

function asksIn(node: TallyNode): readonly WaitedAsk[] {
  if (node.kind !== 'ask') return node.of.flatMap(asksIn)
  return [{ field: node.field.slice(0, 200), asked: node.asked.slice(0, 200), held: node.held }]
}

function nothingToCount(id: string): Refusal {
  return {
    path: '',
    line: 1,
    column: 1,
    rule: id,
    reason: `no rule of single events stands behind ${id}`,
    fix: 'Explain one of the rules that it hears',
  }
}
