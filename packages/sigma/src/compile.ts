import { accountOf, tallyOf } from './account.ts'
import { beginCandidates, newCandidates } from './candidates.ts'
import { type Check, checkMaker } from './check.ts'
import { correlationInputs } from './correlation-inputs.ts'
import { correlationMemory } from './correlation-memory.ts'
import type { Node } from './detection.ts'
import type { Engine } from './engine.ts'
import { eventView } from './event-view.ts'
import { explainNode } from './explain.ts'
import { findCandidates, type Indexed, indexRules, type RuleIndex } from './index-of-rules.ts'
import { rarityIn } from './rarity.ts'
import { fits, routing } from './routing.ts'
import type { Rule, RuleSet } from './rule.ts'
import { witnessFinder } from './witness.ts'

/** Indexes kept at a time; every distinct set of logsources that events bring needs one. */
const maxIndexes = 200

/**
 * Makes rules ready for events.
 *
 * Indexes are built when the first event of a kind comes, and a rule's own check when the index first names it: most
 * rules of a large collection never see an event that could be theirs.
 */
export function compile(set: RuleSet): Engine {
  const { rules } = set
  const inputs = correlationInputs(set)
  const slots = internFields(set, inputs.fields)
  const findWitnesses = witnessFinder(rarityIn(rules.map((rule) => rule.detection)))
  const makeCheck = checkMaker(slots, (node) => findWitnesses(node)?.cost ?? 1)
  const checks = new Array<Check | undefined>(rules.length).fill(undefined)
  const routes = routing(rules)
  const indexes = new Map<string, RuleIndex>()
  const found = newCandidates(rules.length)
  const view = eventView(slots.size)
  const spare = eventView(slots.size)
  const numbers = new Map(rules.map((rule, number) => [rule.id, number]))
  const hits = new Int32Array(rules.length)
  const named = new Float64Array(rules.length)
  const numberOf = (rule: Rule) => numbers.get(rule.id) ?? -1

  const indexFor = (route: string): RuleIndex => {
    const known = indexes.get(route)
    if (known !== undefined) return known
    const chosen = route === all ? rules.map((_, number) => number) : routes.rulesOf(route)
    const entries = chosen.map((rule): Indexed => ({ rule, witnesses: witnessesOf(rules[rule], findWitnesses) }))
    const index = indexRules(entries, slots)
    if (indexes.size >= maxIndexes) indexes.clear()
    indexes.set(route, index)
    return index
  }
  const checkOf = (number: number): Check => {
    const check = checks[number] ?? makeCheck(rules[number]?.detection ?? never)
    checks[number] = check
    return check
  }

  return {
    set,
    slots,
    match: (logsources, fields, report) => {
      const route = logsources === 'all' ? all : routes.routeOf(logsources)
      if (route === '') return
      beginCandidates(found)
      findCandidates(indexFor(route), fields, found)
      if (found.count === 0) return
      view.turnTo(fields)
      let count = 0
      for (let i = 0; i < found.count; i++) {
        const number = found.list[i] ?? 0
        named[number] = (named[number] ?? 0) + 1
        if (checkOf(number)(view)) hits[count++] = number
      }
      if (count > 1) hits.subarray(0, count).sort()
      for (let i = 0; i < count; i++) {
        const rule = rules[hits[i] ?? 0]
        if (rule !== undefined) report(rule)
      }
    },
    asleep: (known) => rules.filter((rule) => !known.some((logsource) => fits(rule.logsource, logsource))),
    explain: (rule, fields) => {
      const own = rules[numberOf(rule)]
      if (own === undefined) return []
      spare.turnTo(fields)
      return explainNode(own.detection, spare, fields, makeCheck, slots)
    },
    account: (rule, fields) => {
      const own = rules[numberOf(rule)]
      if (own === undefined) return undefined
      spare.turnTo(fields)
      return accountOf(own.detection, spare, fields, makeCheck, slots)
    },
    tally: (rule) => {
      const own = rules[numberOf(rule)]
      return own === undefined ? undefined : tallyOf(own.detection, eventView(slots.size), makeCheck)
    },
    holds: (rule, fields) => {
      const number = numberOf(rule)
      if (number < 0) return false
      spare.turnTo(fields)
      return checkOf(number)(spare)
    },
    candidacies: (rule) => named[numberOf(rule)] ?? 0,
    inputs: (rule, fields) => inputs.of(rule, fields, slots),
    silentAlone: inputs.silentAlone,
    correlations: (limits) => correlationMemory(set.correlations, inputs.silentAlone, limits),
  }
}

const all = '*'
const never: Node = { kind: 'or', nodes: [] }

function witnessesOf(rule: Rule | undefined, find: ReturnType<typeof witnessFinder>) {
  return rule === undefined ? undefined : find(rule.detection)
}

function internFields({ rules }: RuleSet, more: ReadonlySet<string>): ReadonlyMap<string, number> {
  const slots = new Map<string, number>()
  const intern = (field: string) => {
    if (!slots.has(field)) slots.set(field, slots.size)
  }
  const seen = new WeakSet<Node>()
  const visit = (node: Node) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) visit(child)
    else if (node.kind === 'not') visit(node.node)
    else if (node.kind === 'ask') {
      intern(node.field)
      if (node.test.kind === 'fieldref') intern(node.test.other)
    }
  }
  for (const rule of rules) visit(rule.detection)
  for (const field of more) intern(field)
  return slots
}
