import { assertNever } from '@tocsin/kit'
import { askingOrder, mayComeFirst } from './asking-order.ts'
import { shortestStrided } from './byte-finder.ts'
import { datePart } from './date-part.ts'
import type { Node, Test, TextRelation } from './detection.ts'
import type { EventView } from './event-view.ts'
import { fold } from './fold.ts'
import { textMatcher } from './glob.ts'
import { literalLists } from './literal-lists.ts'
import { regexMatcher } from './regex-matcher.ts'
import { scalarNumber, scalarText } from './scalar.ts'
import type { Scalar, Value } from './value.ts'

/** Says whether an event meets a node of a rule. */
export type Check = (view: EventView) => boolean

/**
 * Makes checks out of nodes; a node that stands in several places is made once.
 *
 * @param chance a guess at how often a node holds, 0..1; it decides the order of asking, never the answer
 */
export function checkMaker(
  slots: ReadonlyMap<string, number>,
  chance: (node: Node) => number,
  words: ReadonlyMap<string, number>,
): (node: Node) => Check {
  const made = new WeakMap<Node, Check>()
  const slotOf = (field: string) => slots.get(field) ?? -1
  const make = (node: Node): Check => {
    const known = made.get(node)
    if (known !== undefined) return known
    const check = makeNode(node, make, slotOf, chance, words)
    made.set(node, check)
    return check
  }
  return make
}

function makeNode(
  node: Node,
  make: (node: Node) => Check,
  slotOf: (field: string) => number,
  chance: (node: Node) => number,
  words: ReadonlyMap<string, number>,
): Check {
  if (node.kind === 'not') {
    const check = make(node.node)
    return (view) => !check(view)
  }
  if (node.kind === 'and') {
    return firstThat(
      false,
      askingOrder(node.nodes, chance).map((child) => ({ check: make(child), movable: mayComeFirst(child) })),
    )
  }
  if (node.kind === 'or') {
    const { lists, rest } = literalLists(alternatives(node))
    const ofLists = lists.map(({ field, matcher }): Check => {
      const slot = slotOf(field)
      return (view) => view.someText(slot, false, matcher)
    })
    return firstThat(true, [
      ...ofLists.map((check) => ({ check, movable: true })),
      ...rest.map((child) => ({ check: make(child), movable: mayComeFirst(child) })),
    ])
  }
  if (node.kind === 'ask') return askCheck(slotOf(node.field), node.test, slotOf)
  const { test } = node
  if (test.kind === 'regex') {
    const matcher = regexMatcher(test)
    return (view) => view.someWord(true, matcher)
  }
  const matcher = textMatcher(test.pattern, test.cased)
  const word = words.get(exactWord(node) ?? '')
  if (word !== undefined) return (view) => view.holdsWord(word, matcher)
  return (view) => view.someWord(test.cased, matcher)
}

/** The text of a keyword that is nothing but a text, folded, if an index can find it exactly. */
export function exactWord({ test }: Extract<Node, { kind: 'keyword' }>): string | undefined {
  if (test.kind !== 'text' || test.cased || test.pattern.length !== 3) return undefined
  const [first, second, third] = test.pattern
  if (first?.kind !== 'many' || second?.kind !== 'text' || third?.kind !== 'many') return undefined
  return second.text.length < shortestStrided ? undefined : fold(second.text)
}

/** What stands in an `or`, and in the `or`s in it. */
function alternatives(node: Extract<Node, { kind: 'or' }>): Node[] {
  return node.nodes.flatMap((child) => (child.kind === 'or' ? alternatives(child) : [child]))
}

/**
 * Asks until one check says what decides: true for `or`, false for `and`.
 *
 * Whichever decides comes one place nearer to the front: events of a kind are decided by the same check again and again
 * (self-organizing search by transposition, Rivest 1976). The order never changes the answer, as checks have no effects.
 */
function firstThat(decides: boolean, parts: readonly { readonly check: Check; readonly movable: boolean }[]): Check {
  const checks = parts.map(({ check }) => check)
  const movable = parts.map(({ movable }) => movable)
  const [only] = checks
  if (checks.length === 1 && only !== undefined) return only
  return (view) => {
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i]
      if (check === undefined || check(view) !== decides) continue
      if (i > 0 && movable[i] === true) {
        swap(checks, i)
        swap(movable, i)
      }
      return decides
    }
    return !decides
  }
}

function swap<Item>(list: Item[], at: number): void {
  const item = list[at]
  const before = list[at - 1]
  if (item === undefined || before === undefined) return
  list[at] = before
  list[at - 1] = item
}

function askCheck(slot: number, test: Test, slotOf: (field: string) => number): Check {
  switch (test.kind) {
    case 'text': {
      const matcher = textMatcher(test.pattern, test.cased)
      return (view) => view.someText(slot, test.cased, matcher)
    }
    case 'regex': {
      const matcher = regexMatcher(test)
      return (view) => view.someText(slot, true, matcher)
    }
    case 'cidr':
      return (view) => view.someAddress(slot, test)
    case 'null':
      return (view) => isNull(view.value(slot))
    case 'exists':
      return (view) => (view.value(slot) !== undefined) === (test.wanted === 'present')
    case 'fieldref': {
      const other = slotOf(test.other)
      return (view) => someRelated(view.value(slot), view.value(other), test.how, test.cased)
    }
    case 'number':
      return (view) =>
        someElement(view.value(slot), (element) => {
          const number = test.part === undefined ? scalarNumber(element) : datePart(element, test.part)
          return number !== undefined && compares(number, test.is, test.than)
        })
    default:
      return assertNever(test)
  }
}

/** Absent and null are one to `field: null`, as log stores do not tell them apart. */
function isNull(value: Value | undefined): boolean {
  return value === undefined || value === null
}

function someElement(value: Value | undefined, passes: (element: Scalar) => boolean): boolean {
  if (value === undefined) return false
  return value !== null && typeof value === 'object' ? value.some(passes) : passes(value)
}

function someRelated(a: Value | undefined, b: Value | undefined, how: TextRelation, cased: boolean): boolean {
  return someElement(a, (one) => {
    const text = scalarText(one)
    if (text === undefined) return false
    return someElement(b, (two) => {
      const other = scalarText(two)
      if (other === undefined) return false
      return cased ? related(text, other, how) : related(fold(text), fold(other), how)
    })
  })
}

function related(text: string, other: string, how: TextRelation): boolean {
  if (how === 'equals') return text === other
  if (how === 'contains') return text.includes(other)
  return how === 'startswith' ? text.startsWith(other) : text.endsWith(other)
}

export function compares(number: number, is: 'lt' | 'lte' | 'gt' | 'gte' | 'eq' | 'neq', than: number): boolean {
  switch (is) {
    case 'lt':
      return number < than
    case 'lte':
      return number <= than
    case 'gt':
      return number > than
    case 'gte':
      return number >= than
    case 'eq':
      return number === than
    case 'neq':
      return number !== than
    default:
      return assertNever(is)
  }
}
