import type { Check } from './check.ts'
import type { Node } from './detection.ts'
import type { EventView } from './event-view.ts'
import { asked, matchedIn, matchedScalar } from './explain.ts'
import type { MatchedField } from './rule.ts'
import type { Fields, Scalar, Value } from './value.ts'

/** A rule's condition with the outcome of every node for one event. */
export type Account =
  | { readonly kind: 'and' | 'or'; readonly holds: boolean; readonly of: readonly Account[] }
  | { readonly kind: 'not'; readonly holds: boolean; readonly of: readonly [Account] }
  | AskAccount

/** One test. */
export interface AskAccount {
  readonly kind: 'ask'
  readonly holds: boolean
  /** Empty for keywords, which are searched in every value. */
  readonly field: string
  /** What was asked, such as `ends with \powershell.exe`. */
  readonly asked: string
  /** What the field holds; left out where it is absent, and for keywords. */
  readonly value?: Value
  /** Where it holds, in UTF-16 code units of the values. */
  readonly matched: readonly MatchedField[]
}

/** A rule's condition with how often every node held. */
export type TallyNode =
  | { readonly kind: 'and' | 'or' | 'not'; readonly held: number; readonly of: readonly TallyNode[] }
  | { readonly kind: 'ask'; readonly held: number; readonly field: string; readonly asked: string }

/** Counts, over many events, how often each part of a rule held. */
export interface Tally {
  take(fields: Fields): void
  /** Events taken. */
  readonly events: number
  read(): TallyNode
}

/** Keyword hits shown of one test. */
const maxWords = 20

export function accountOf(
  root: Node,
  view: EventView,
  fields: Fields,
  check: (node: Node) => Check,
  slots: ReadonlyMap<string, number>,
): Account {
  const tell = (node: Node): Account => {
    const holds = check(node)(view)
    if (node.kind === 'not') return { kind: 'not', holds, of: [tell(node.node)] }
    if (node.kind === 'and' || node.kind === 'or') return { kind: node.kind, holds, of: node.nodes.map(tell) }
    if (node.kind === 'keyword')
      return { kind: 'ask', holds, field: '', asked: asked(node.test), matched: holds ? words(node, fields) : [] }
    const value = fields.get(slots.get(node.field) ?? -1)
    return {
      kind: 'ask',
      holds,
      field: node.field,
      asked: asked(node.test),
      ...(value === undefined ? {} : { value }),
      matched: holds ? matchedIn(node.field, value, node.test) : [],
    }
  }
  return tell(root)
}

/** Every node is asked of every event, also where the rule's answer is known without it. */
export function tallyOf(root: Node, view: EventView, check: (node: Node) => Check): Tally {
  interface Counted {
    readonly node: Node
    readonly check: Check
    readonly of: readonly Counted[]
    held: number
  }
  const counted = (node: Node): Counted => ({ node, check: check(node), of: childrenOf(node).map(counted), held: 0 })
  const take = (one: Counted) => {
    if (one.check(view)) one.held++
    for (const child of one.of) take(child)
  }
  const read = ({ node, held, of }: Counted): TallyNode => {
    if (node.kind === 'ask') return { kind: 'ask', held, field: node.field, asked: asked(node.test) }
    if (node.kind === 'keyword') return { kind: 'ask', held, field: '', asked: asked(node.test) }
    return { kind: node.kind, held, of: of.map(read) }
  }
  const top = counted(root)
  let events = 0
  return {
    take: (fields) => {
      view.turnTo(fields)
      events++
      take(top)
    },
    get events() {
      return events
    },
    read: () => read(top),
  }
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes
  return node.kind === 'not' ? [node.node] : []
}

function words(node: Extract<Node, { kind: 'keyword' }>, fields: Fields): MatchedField[] {
  const matched: MatchedField[] = []
  fields.each((value: Scalar) => {
    if (matched.length < maxWords) matched.push(...matchedScalar('', value, node.test))
  })
  return matched
}
