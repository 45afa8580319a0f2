import { mostStrided, newByteFinder, scanBytes, shortestStrided } from './byte-finder.ts'
import { beginCandidates, newCandidates } from './candidates.ts'
import type { Node } from './detection.ts'
import { fold } from './fold.ts'
import { glanced, glanceFor, mostGlanced } from './glance.ts'
import type { TextMatcher } from './glob.ts'
import { fillPage, isExactOnPages, newPage, pageBytes } from './page.ts'

export interface LiteralList {
  readonly field: string
  /** Takes folded text. */
  readonly matcher: TextMatcher
}

/** Lists shorter than these are as fast one by one. */
const fewAnchored = 12
const fewContained = 3

interface Literals {
  readonly whole: Literal[]
  readonly endings: Literal[]
  readonly contained: Literal[]
}

interface Literal {
  readonly text: string
  readonly node: Node
}

/** Takes long lists of texts of one field out of an `or`, to be looked for together instead of in turn. */
export function literalLists(nodes: readonly Node[]): { lists: LiteralList[]; rest: Node[] } {
  const byField = new Map<string, Literals>()
  const taken = new Set<Node>()
  for (const node of nodes) {
    const literal = node.kind === 'ask' ? literalOf(node) : undefined
    if (node.kind !== 'ask' || literal === undefined) continue
    const literals = byField.get(node.field) ?? { whole: [], endings: [], contained: [] }
    byField.set(node.field, literals)
    literals[literal.is].push({ text: literal.text, node })
  }
  const lists: LiteralList[] = []
  const take = (field: string, literals: readonly Literal[], matcher: TextMatcher) => {
    for (const { node } of literals) taken.add(node)
    lists.push({ field, matcher })
  }
  for (const [field, { whole, endings, contained }] of byField) {
    if (whole.length + endings.length >= fewAnchored)
      take(field, [...whole, ...endings], lookUp(new Set(textsOf(whole)), textsOf(endings)))
    if (contained.length >= fewContained) take(field, contained, lookThrough(textsOf(contained)))
  }
  return { lists, rest: nodes.filter((node) => !taken.has(node)) }
}

function textsOf(literals: readonly Literal[]): string[] {
  return literals.map(({ text }) => text)
}

function literalOf({ test }: Extract<Node, { kind: 'ask' }>): { is: keyof Literals; text: string } | undefined {
  if (test.kind !== 'text' || test.cased) return undefined
  const [first, second, third] = test.pattern
  if (test.pattern.length === 1 && first?.kind === 'text') return { is: 'whole', text: fold(first.text) }
  if (first?.kind !== 'many' || second?.kind !== 'text') return undefined
  if (test.pattern.length === 2) return { is: 'endings', text: fold(second.text) }
  const contained = test.pattern.length === 3 && third?.kind === 'many' && second.text.length >= shortestStrided
  return contained ? { is: 'contained', text: fold(second.text) } : undefined
}

/** Endings are kept by their last few characters, so that one look leads to the few that may fit. */
function lookUp(whole: ReadonlySet<string>, endings: readonly string[]): TextMatcher {
  const tail = endings.reduce((least, { length }) => Math.min(least, length), 8)
  const byTail = new Map<string, string[]>()
  for (const ending of endings) {
    const key = ending.slice(-tail)
    byTail.set(key, [...(byTail.get(key) ?? []), ending])
  }
  return (text) => {
    if (whole.has(text)) return true
    for (const ending of byTail.get(text.slice(-tail)) ?? []) if (text.endsWith(ending)) return true
    return false
  }
}

/** One pass over the text for all of them. */
function lookThrough(contained: readonly string[]): TextMatcher {
  const texts = [...new Set(contained)]
  if (texts.length <= mostGlanced) {
    const glance = glanceFor(texts)
    return (text) => glanced(glance, text) && texts.some((one) => text.includes(one))
  }
  const exact = texts.filter(isExactOnPages)
  const others = texts.filter((text) => !isExactOnPages(text))
  const entries = exact.map((text) => ({ text: pageBytes(text), rule: 0 }))
  const finders = Array.from({ length: Math.ceil(entries.length / mostStrided) }, (_, part) =>
    newByteFinder(entries.slice(part * mostStrided, (part + 1) * mostStrided), 'apart'),
  )
  return (text) => {
    fillPage(page, text)
    const span = { bytes: page.bytes, fours: page.fours, from: 0, to: text.length }
    beginCandidates(found)
    for (const finder of finders) scanBytes(finder, span, found)
    return found.count > 0 || others.some((one) => text.includes(one))
  }
}

const page = newPage()
const found = newCandidates(1)
