import { assertNever } from '@tocsin/kit'
import type { Check } from './check.ts'
import type { Node, RegexTest, Test, TextTest } from './detection.ts'
import type { EventView } from './event-view.ts'
import { fold } from './fold.ts'
import { findParts, foldPart, type TextMatcher, textMatcher } from './glob.ts'
import { writePattern } from './pattern.ts'
import { compiledRegex } from './regex.ts'
import type { MatchedField } from './rule.ts'
import { scalarText } from './scalar.ts'
import type { Fields, Scalar, Value } from './value.ts'

const maxRanges = 20
const maxMatched = 200

/** Collects the parts of a rule that an event meets, under `and` and `or`; what must not hold has nothing to show. */
export function explainNode(
  root: Node,
  view: EventView,
  fields: Fields,
  check: (node: Node) => Check,
  slots: ReadonlyMap<string, number>,
): MatchedField[] {
  const matched: MatchedField[] = []
  const walk = (node: Node) => {
    if (node.kind === 'not' || matched.length >= maxMatched || !check(node)(view)) return
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) walk(child)
    else if (node.kind === 'ask')
      matched.push(...matchedIn(node.field, fields.get(slots.get(node.field) ?? -1), node.test))
    else
      view.eachWord(isCased(node.test), matcherOf(node.test), (value) => {
        if (matched.length < maxMatched) matched.push(...matchedScalar('', value, node.test))
      })
  }
  walk(root)
  return distinct(matched)
}

function isCased(test: TextTest | RegexTest): boolean {
  return test.kind === 'regex' || test.cased
}

const matchers = new WeakMap<TextTest | RegexTest, TextMatcher>()

function matcherOf(test: TextTest | RegexTest): TextMatcher {
  const known = matchers.get(test)
  if (known !== undefined) return known
  const matcher = test.kind === 'regex' ? compiledRegex(test).test : textMatcher(test.pattern, test.cased)
  matchers.set(test, matcher)
  return matcher
}

/** The parts of a field's value that meet a test. */
export function matchedIn(field: string, value: Value | undefined, test: Test): MatchedField[] {
  if (value === undefined || value === null) return [{ field, value: null, asked: asked(test), ranges: [] }]
  if (typeof value !== 'object') return matchedScalar(field, value, test)
  return value.flatMap((element) => matchedScalar(field, element, test))
}

export function matchedScalar(field: string, value: Scalar, test: Test): MatchedField[] {
  if (test.kind !== 'text' && test.kind !== 'regex') return [{ field, value, asked: asked(test), ranges: [] }]
  const text = scalarText(value)
  const ranges = text === undefined ? undefined : rangesIn(text, test)
  return ranges === undefined ? [] : [{ field, value, asked: asked(test), ranges }]
}

function rangesIn(text: string, test: TextTest | RegexTest): (readonly [number, number])[] | undefined {
  if (test.kind === 'text') {
    const parts = test.cased ? test.pattern : test.pattern.map(foldPart)
    return findParts(parts, test.cased ? text : fold(text))?.slice(0, maxRanges)
  }
  const found = compiledRegex(test).find(text, maxRanges)
  return found.length === 0 ? undefined : found
}

/** What a test asks, in words that follow the name of the field. */
export function asked(test: Test): string {
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

function distinct(matched: readonly MatchedField[]): MatchedField[] {
  const seen = new Set<string>()
  return matched.filter((one) => {
    const key = JSON.stringify([one.field, one.asked, one.value])
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
