import { assertNever } from '@tocsin/kit'
import { type Check, exactWord } from './check.ts'
import type { Node, Part, RegexTest, Test, TextTest } from './detection.ts'
import type { EventView } from './event-view.ts'
import { fold } from './fold.ts'
import { findParts, foldPart, textMatcher } from './glob.ts'
import { writePattern } from './pattern.ts'
import { regexFinder, regexMatcher } from './regex-matcher.ts'
import type { MatchedField } from './rule.ts'
import { scalarText } from './scalar.ts'
import type { Fields, Scalar, Value } from './value.ts'

const maxRanges = 20
const maxMatched = 200

/** Tells the parts of one rule that the event at which a view looks meets. */
export type Explainer = (view: EventView, fields: Fields) => readonly MatchedField[]

/**
 * Makes ready to collect the parts of a rule that events meet, under `and` and `or`; what must not hold has nothing to show.
 */
export function explainerOf(
  root: Node,
  check: (node: Node) => Check,
  slots: ReadonlyMap<string, number>,
  words: ReadonlyMap<string, number>,
): Explainer {
  const top = shownOf(root, check, slots, words)
  const explain = (view: EventView, fields: Fields) => {
    const matched: MatchedField[] = []
    if (top !== undefined) show(top, view, fields, matched)
    return distinct(matched)
  }
  const read = slotsOf(root, slots)
  return read === undefined ? explain : remembering(explain, read)
}

/** What was told of events that are alike in all fields that a rule reads: alerts of one kind come in crowds. */
interface Told {
  readonly values: readonly (Value | undefined)[]
  readonly matched: readonly MatchedField[]
}

const mostTold = 4
/** Characters of one kept event: with thousands of rules they are some megabytes at the very most. */
const longestTold = 500

function remembering(explain: Explainer, slots: readonly number[]): Explainer {
  const told: Told[] = []
  let oldest = 0
  return (view, fields) => {
    for (const { values, matched } of told) if (isAlike(values, slots, fields)) return matched
    const matched = explain(view, fields)
    const values = slots.map((slot) => fields.get(slot))
    if (values.reduce((sum: number, value) => sum + weightOf(value), 0) <= longestTold) {
      told[oldest] = { values, matched }
      oldest = (oldest + 1) % mostTold
    }
    return matched
  }
}

function isAlike(values: readonly (Value | undefined)[], slots: readonly number[], fields: Fields): boolean {
  for (let i = 0; i < slots.length; i++) if (values[i] !== fields.get(slots[i] ?? -1)) return false
  return true
}

/** Lists are never the same object twice. */
function weightOf(value: Value | undefined): number {
  if (typeof value === 'string') return value.length
  return typeof value === 'object' && value !== null ? Number.POSITIVE_INFINITY : 1
}

/** Every slot that a rule reads; nothing where it reads the whole event. */
function slotsOf(root: Node, slots: ReadonlyMap<string, number>): readonly number[] | undefined {
  const read = new Set<number>()
  const seen = new Set<Node>()
  let whole = false
  const visit = (node: Node) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) visit(child)
    else if (node.kind === 'not') visit(node.node)
    else if (node.kind === 'keyword') whole = true
    else {
      read.add(slots.get(node.field) ?? -1)
      if (node.test.kind === 'fieldref') read.add(slots.get(node.test.other) ?? -1)
    }
  }
  visit(root)
  return whole ? undefined : [...read]
}

/** A node that may have something to show, with all that does not depend on the event. */
interface Shown {
  readonly check: Check
  readonly of: readonly Shown[]
  readonly tell: ((view: EventView, fields: Fields, matched: MatchedField[]) => void) | undefined
}

function shownOf(
  node: Node,
  check: (node: Node) => Check,
  slots: ReadonlyMap<string, number>,
  words: ReadonlyMap<string, number>,
): Shown | undefined {
  if (node.kind === 'not') return undefined
  const own = check(node)
  if (node.kind === 'and' || node.kind === 'or') {
    const of = node.nodes.flatMap((child) => shownOf(child, check, slots, words) ?? [])
    return { check: own, of, tell: undefined }
  }
  if (node.kind === 'ask') {
    const slot = slots.get(node.field) ?? -1
    return {
      check: own,
      of: [],
      tell: (_, fields, matched) => addMatched(matched, node.field, fields.get(slot), node.test),
    }
  }
  const cased = isCased(node.test)
  const matcher = node.test.kind === 'regex' ? regexMatcher(node.test) : textMatcher(node.test.pattern, cased)
  const tellEach = (view: EventView, matched: MatchedField[]) =>
    view.eachWord(cased, matcher, (value) => {
      if (matched.length < maxMatched) addScalar(matched, '', value, node.test)
    })
  const text = exactWord(node)
  const word = text === undefined ? undefined : words.get(text)
  if (text === undefined || word === undefined)
    return { check: own, of: [], tell: (view, _, matched) => tellEach(view, matched) }
  const said = asked(node.test)
  const tell = (view: EventView, _: Fields, matched: MatchedField[]) => {
    const known = view.eachHolder(word, (value, at) => {
      if (matched.length < maxMatched) matched.push({ field: '', value, asked: said, ranges: [[at, at + text.length]] })
    })
    if (!known) tellEach(view, matched)
  }
  return { check: own, of: [], tell }
}

function show(one: Shown, view: EventView, fields: Fields, matched: MatchedField[]): void {
  if (matched.length >= maxMatched || !one.check(view)) return
  if (one.tell !== undefined) one.tell(view, fields, matched)
  else for (const child of one.of) show(child, view, fields, matched)
}

function isCased(test: TextTest | RegexTest): boolean {
  return test.kind === 'regex' || test.cased
}

/** The parts of a field's value that meet a test. */
export function matchedIn(field: string, value: Value | undefined, test: Test): MatchedField[] {
  const matched: MatchedField[] = []
  addMatched(matched, field, value, test)
  return matched
}

export function matchedScalar(field: string, value: Scalar, test: Test): MatchedField[] {
  const matched: MatchedField[] = []
  addScalar(matched, field, value, test)
  return matched
}

function addMatched(matched: MatchedField[], field: string, value: Value | undefined, test: Test): void {
  if (value === undefined || value === null) matched.push({ field, value: null, asked: asked(test), ranges: [] })
  else if (typeof value !== 'object') addScalar(matched, field, value, test)
  else for (const element of value) addScalar(matched, field, element, test)
}

function addScalar(matched: MatchedField[], field: string, value: Scalar, test: Test): void {
  if (test.kind !== 'text' && test.kind !== 'regex') {
    matched.push({ field, value, asked: asked(test), ranges: [] })
    return
  }
  const text = scalarText(value)
  const ranges = text === undefined ? undefined : rangesIn(text, test)
  if (ranges !== undefined) matched.push({ field, value, asked: asked(test), ranges })
}

function rangesIn(text: string, test: TextTest | RegexTest): (readonly [number, number])[] | undefined {
  if (test.kind === 'text') {
    const found = findParts(foldedPattern(test), test.cased ? text : fold(text))
    return found === undefined || found.length <= maxRanges ? found : found.slice(0, maxRanges)
  }
  const find = finders.get(test) ?? regexFinder(test)
  finders.set(test, find)
  const found = find(text, maxRanges)
  return found.length === 0 ? undefined : found
}

const finders = new WeakMap<RegexTest, ReturnType<typeof regexFinder>>()
const foldedPatterns = new WeakMap<TextTest, readonly Part[]>()

function foldedPattern(test: TextTest): readonly Part[] {
  if (test.cased) return test.pattern
  const known = foldedPatterns.get(test)
  if (known !== undefined) return known
  const made = test.pattern.map(foldPart)
  foldedPatterns.set(test, made)
  return made
}

const wordsOfTests = new WeakMap<Test, string>()

/** What a test asks, in words that follow the name of the field. */
export function asked(test: Test): string {
  const known = wordsOfTests.get(test)
  if (known !== undefined) return known
  const made = askedOf(test)
  wordsOfTests.set(test, made)
  return made
}

function askedOf(test: Test): string {
  switch (test.kind) {
    case 'text':
      return askedText(test)
    case 'regex':
      return `matches /${test.source}/${test.flags}`
    case 'cidr':
      return `lies in ${test.network}`
    case 'null':
      return 'is absent or null'
    case 'exists':
      return `is ${test.wanted}`
    case 'fieldref':
      return `${verbs[test.how]} the field ${test.other}`
    case 'number':
      return `${test.part === undefined ? '' : `has a ${test.part} that `}${signs[test.is]} ${test.than}`
    default:
      return assertNever(test)
  }
}

const verbs = { equals: 'equals', contains: 'contains', startswith: 'starts with', endswith: 'ends with' } as const
const signs = { lt: 'is below', lte: 'is at most', gt: 'is above', gte: 'is at least', eq: 'is' } as const

function askedText({ pattern, cased }: TextTest): string {
  const tail = cased ? ' (case matters)' : ''
  const [first] = pattern
  const inner = pattern.filter((part) => part.kind !== 'many')
  const plain = inner.map((part) => (part.kind === 'text' ? part.text : part.kind === 'dash' ? '-' : '?')).join('')
  const starred = pattern.length - inner.length
  const opens = first?.kind === 'many'
  const closes = pattern.length > 1 && pattern.at(-1)?.kind === 'many'
  if (pattern.length === 0) return 'is empty'
  if (inner.length === 0) return 'is present'
  if (starred > Number(opens) + Number(closes) || inner.some((part) => part.kind === 'one'))
    return `fits ${writePattern(pattern)}${tail}`
  if (opens && closes) return `contains ${plain}${tail}`
  if (opens) return `ends with ${plain}${tail}`
  return `${closes ? 'starts with' : 'is'} ${plain}${tail}`
}

/** Nearly all that match show one to three parts: those are held against each other without a key for each. */
const fewMatched = 8

function distinct(matched: readonly MatchedField[]): MatchedField[] {
  if (matched.length <= fewMatched) return matched.filter((one, at) => firstLike(matched, one) === at)
  const seen = new Set<string>()
  return matched.filter((one) => {
    const key = JSON.stringify([one.field, one.asked, one.value])
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function firstLike(matched: readonly MatchedField[], { field, asked, value }: MatchedField): number {
  return matched.findIndex((one) => one.field === field && one.asked === asked && one.value === value)
}
