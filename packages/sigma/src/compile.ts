import { accountOf, tallyOf } from './account.ts'
import { beginCandidates, newCandidates } from './candidates.ts'
import { type Check, checkMaker, exactWord } from './check.ts'
import { correlationInputs } from './correlation-inputs.ts'
import { correlationMemory } from './correlation-memory.ts'
import type { Node } from './detection.ts'
import type { Engine } from './engine.ts'
import { eventView } from './event-view.ts'
import { type Explainer, explainerOf } from './explain.ts'
import type { Indexed } from './filing.ts'
import { finderMemory } from './finder-memory.ts'
import { newReader } from './index-of-rules.ts'
import { textShare } from './known-texts.ts'
import { newPage } from './page.ts'
import { rarityIn } from './rarity.ts'
import { fits, routing } from './routing.ts'
import type { Rule, RuleSet } from './rule.ts'
import { findCandidates, type RuleIndex, ruleIndex } from './rule-index.ts'
import type { Fields } from './value.ts'
import { partsWithWitnesses, witnessFinder } from './witness.ts'
import { lookAt, studyOn, type WitnessStudy, witnessStudy } from './witness-study.ts'

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
  const { slots, words, wordsOf } = intern(set, inputs.fields)
  const rarity = rarityIn(rules.map((rule) => rule.detection))
  const findWitnesses = witnessFinder(rarity)
  const makeCheck = checkMaker(slots, (node) => findWitnesses(node)?.cost ?? 1, words)
  const checks = new Array<Check | undefined>(rules.length).fill(undefined)
  const explainers = new Map<number, Explainer>()
  const routes = routing(rules)
  const indexes = new Map<string, StudiedIndex>()
  const found = newCandidates(rules.length + words.size)
  const view = eventView(slots.size)
  const spare = eventView(slots.size)
  const frame = {
    slots,
    rules: rules.length,
    words: [...words.keys()],
    share: textShare(),
    scratch: newCandidates(found.list.length),
    reader: newReader(newPage()),
    memory: finderMemory(),
  }
  const numbers = new Map(rules.map((rule, number) => [rule.id, number]))
  const hits = new Int32Array(rules.length)
  const named = new Float64Array(rules.length)
  let reporting: Fields | undefined
  const numberOf = (rule: Rule) => numbers.get(rule.id) ?? -1

  const build = (route: string, find: typeof findWitnesses): RuleIndex => {
    const chosen = route === all ? rules.map((_, number) => number) : routes.rulesOf(route)
    const entries = chosen.map((rule): Indexed => {
      const words = (wordsOf.get(rule) ?? []).map((word) => rules.length + word)
      return { rule, witnesses: witnessesOf(rules[rule], find), words }
    })
    return ruleIndex(entries, frame, found)
  }
  const indexFor = (route: string): StudiedIndex => {
    const known = indexes.get(route)
    if (known !== undefined) return known
    if (indexes.size >= maxIndexes) indexes.clear()
    const made = { index: build(route, findWitnesses), study: witnessStudy(rules.length) }
    indexes.set(route, made)
    return made
  }
  const choices = (rule: number) => partsWithWitnesses(rules[rule]?.detection ?? never, findWitnesses)
  const learn = (route: string, studied: StudiedIndex, fields: Fields) => {
    const { study } = studied
    if (study.phase === 'looking') lookAt(study, fields, slots)
    const seen = studyOn(study, choices)
    if (seen === undefined) return
    const findSeen = witnessFinder(rarity, seen)
    studied.index = build(route, findSeen)
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
      const studied = indexFor(route)
      const { index, study } = studied
      findCandidates(index, frame, fields, found)
      const counting = study.phase === 'counting'
      if (study.phase === 'looking' || study.left === 1) learn(route, studied, fields)
      else study.left--
      if (found.count === 0) return
      view.turnTo(fields, index.words)
      let count = 0
      for (let i = 0; i < found.count; i++) {
        const number = found.list[i] ?? 0
        if (number >= rules.length) continue
        named[number] = (named[number] ?? 0) + 1
        if (counting) study.named[number] = (study.named[number] ?? 0) + 1
        if (checkOf(number)(view)) hits[count++] = number
      }
      if (count > 1) hits.subarray(0, count).sort()
      reporting = fields
      try {
        for (let i = 0; i < count; i++) {
          const rule = rules[hits[i] ?? 0]
          if (rule !== undefined) report(rule)
        }
      } finally {
        reporting = undefined
      }
    },
    asleep: (known) => rules.filter((rule) => !known.some((logsource) => fits(rule.logsource, logsource))),
    explain: (rule, fields) => {
      const number = numberOf(rule)
      const own = rules[number]
      if (own === undefined) return []
      const explainer = explainers.get(number) ?? explainerOf(own.detection, makeCheck, slots, words)
      explainers.set(number, explainer)
      // What was found and folded for the match serves its reasons too.
      if (reporting === fields) return explainer(view, fields)
      spare.turnTo(fields)
      return explainer(spare, fields)
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

interface StudiedIndex {
  index: RuleIndex
  readonly study: WitnessStudy
}

const all = '*'
const never: Node = { kind: 'or', nodes: [] }

function witnessesOf(rule: Rule | undefined, find: ReturnType<typeof witnessFinder>) {
  return rule === undefined ? undefined : find(rule.detection)
}

/** Numbers for fields and for exact words, and the words of each rule that has some. */
function intern({ rules }: RuleSet, more: ReadonlySet<string>) {
  const slots = new Map<string, number>()
  const words = new Map<string, number>()
  const wordsOf = new Map<number, number[]>()
  const numberIn = (map: Map<string, number>, key: string) => {
    const known = map.get(key)
    if (known !== undefined) return known
    map.set(key, map.size)
    return map.size - 1
  }
  let seen = new Set<Node>()
  const visit = (node: Node, own: number[]) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) visit(child, own)
    else if (node.kind === 'not') visit(node.node, own)
    else if (node.kind === 'ask') {
      numberIn(slots, node.field)
      if (node.test.kind === 'fieldref') numberIn(slots, node.test.other)
    } else {
      const word = exactWord(node)
      if (word !== undefined) own.push(numberIn(words, word))
    }
  }
  for (const [number, rule] of rules.entries()) {
    const own: number[] = []
    seen = new Set()
    visit(rule.detection, own)
    if (own.length > 0) wordsOf.set(number, own)
  }
  for (const field of more) numberIn(slots, field)
  return { slots, words, wordsOf }
}
