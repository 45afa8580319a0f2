import type { Node } from './detection.ts'
import { fold } from './fold.ts'
import type { TextMatcher } from './glob.ts'

export interface LiteralList {
  readonly field: string
  /** Takes folded text. */
  readonly matcher: TextMatcher
}

/** Lists shorter than this are as fast one by one. */
const shortest = 12

/** Takes long lists of endings or whole values of one field out of an `or`, to be looked up instead of tried in turn. */
export function literalLists(nodes: readonly Node[]): { lists: LiteralList[]; rest: Node[] } {
  const byField = new Map<string, { readonly whole: Set<string>; readonly endings: string[]; readonly nodes: Node[] }>()
  const rest: Node[] = []
  for (const node of nodes) {
    const literal = node.kind === 'ask' ? literalOf(node) : undefined
    if (node.kind !== 'ask' || literal === undefined) {
      rest.push(node)
      continue
    }
    const list = byField.get(node.field) ?? { whole: new Set(), endings: [], nodes: [] }
    byField.set(node.field, list)
    list.nodes.push(node)
    if (literal.is === 'whole') list.whole.add(literal.text)
    else list.endings.push(literal.text)
  }
  const lists: LiteralList[] = []
  for (const [field, list] of byField) {
    if (list.nodes.length < shortest) rest.push(...list.nodes)
    else lists.push({ field, matcher: lookUp(list.whole, list.endings) })
  }
  return { lists, rest }
}

function literalOf({ test }: Extract<Node, { kind: 'ask' }>): { is: 'whole' | 'ending'; text: string } | undefined {
  if (test.kind !== 'text' || test.cased) return undefined
  const [first, second] = test.pattern
  if (test.pattern.length === 1 && first?.kind === 'text') return { is: 'whole', text: fold(first.text) }
  if (test.pattern.length === 2 && first?.kind === 'many' && second?.kind === 'text')
    return { is: 'ending', text: fold(second.text) }
  return undefined
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
