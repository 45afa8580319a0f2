import { readCondition } from './condition.ts'
import type { Node } from './detection.ts'
import { type Reading, readItem } from './detection-item.ts'
import { refuse } from './refuse.ts'
import type { Tree, TreeEntry, TreeMap, TreeScalar } from './tree.ts'
import type { LogSource } from './value.ts'
import { entryOf } from './yaml-tree.ts'

/** A rule or filter between its text and its meaning: what processing pipelines work on. */
export interface Draft {
  readonly at: number
  readonly tags: readonly string[]
  logsource: LogSource
  fields: readonly string[]
  readonly searches: Map<string, DraftNode>
  readonly conditions: readonly TreeScalar[]
  /** Conditions that a pipeline added; each must hold, or must not. */
  readonly added: { readonly node: DraftNode; readonly negated: boolean }[]
  /** Ids of the processing items that were applied. */
  readonly applied: Set<string>
  readonly state: Map<string, string>
}

export type DraftNode =
  | { readonly kind: 'item'; readonly item: DraftItem }
  | { readonly kind: 'all' | 'any'; readonly of: readonly DraftNode[] }

/** One `field|modifiers: values`; keywords have no field. */
export interface DraftItem {
  readonly field: string
  readonly modifiers: readonly string[]
  readonly values: readonly Tree[]
  readonly at: number
  readonly applied: ReadonlySet<string>
}

export function draftOf(
  map: TreeMap,
  reserved: readonly string[],
  told: { readonly logsource: LogSource; readonly fields: readonly string[]; readonly tags: readonly string[] },
): Draft {
  const searches = new Map<string, DraftNode>()
  for (const entry of map.entries) {
    if (entry.key === 'condition' || reserved.includes(entry.key)) continue
    if (searches.has(entry.key)) refuse(entry.at, `the search ${entry.key} is given twice`, 'Rename one of them')
    searches.set(entry.key, draftSearch(entry.value))
  }
  const condition = entryOf(map, 'condition')
  if (condition === undefined) refuse(map.at, 'it has no condition', 'Add condition: with the names of the searches')
  const items = condition.value.kind === 'list' ? condition.value.items : [condition.value]
  const conditions = items.map((item) =>
    item.kind === 'scalar' && item.value !== null
      ? item
      : refuse(item.at, 'the condition is not a text', 'Write it as one line, such as: selection and not filter'),
  )
  return { ...told, at: map.at, searches, conditions, added: [], applied: new Set(), state: new Map() }
}

export function draftEntry({ key, at, value }: TreeEntry): DraftNode {
  const [field = '', ...modifiers] = key.split('|')
  const values = value.kind === 'list' ? value.items : [value]
  return { kind: 'item', item: { field, modifiers, values, at, applied: new Set() } }
}

/** The meaning of a draft. A search that pipelines emptied is refused: what it should mean then is anyone's guess. */
export function nodeOfDraft({ searches, conditions, added, at }: Draft, reading: Reading): Node {
  const nodes = new Map([...searches].map(([name, node]) => [name, nodeOf(node, reading, at)]))
  const read = conditions.map((condition) => readCondition(String(condition.value), nodes, condition.at))
  if (read.length === 0) refuse(at, 'the condition is empty', 'Name the searches that must match')
  const main = joined('or', read)
  const further = added.map(({ node, negated }): Node => {
    const one = nodeOf(node, reading, at)
    return negated ? { kind: 'not', node: one } : one
  })
  return joined('and', [...further, main])
}

/** The draft's node with every item replaced by what `change` makes of it; nothing where all of it is gone. */
export function changeItems(node: DraftNode, change: (item: DraftItem) => readonly DraftItem[]): DraftNode | undefined {
  if (node.kind === 'item') {
    const items = change(node.item)
    const [only] = items
    if (only === undefined) return undefined
    if (items.length === 1) return { kind: 'item', item: only }
    return { kind: 'any', of: items.map((item) => ({ kind: 'item', item })) }
  }
  const of = node.of.flatMap((child) => changeItems(child, change) ?? [])
  return of.length === 0 ? undefined : { kind: node.kind, of }
}

export function itemsOf(node: DraftNode): readonly DraftItem[] {
  return node.kind === 'item' ? [node.item] : node.of.flatMap(itemsOf)
}

function draftSearch(tree: Tree): DraftNode {
  if (tree.kind === 'scalar') return draftEntry({ key: '', at: tree.at, value: tree })
  if (tree.kind === 'map') return { kind: 'all', of: tree.entries.map(draftEntry) }
  return {
    kind: 'any',
    of: tree.items.map((item) =>
      item.kind === 'list'
        ? refuse(item.at, 'a list stands in a list', 'Use a list of maps, or a list of keywords')
        : draftSearch(item),
    ),
  }
}

function nodeOf(node: DraftNode, reading: Reading, at: number): Node {
  if (node.kind === 'item') {
    const { field, modifiers, values, at } = node.item
    const [first] = values
    const value: Tree = values.length === 1 && first !== undefined ? first : { kind: 'list', items: values, at }
    return readItem({ key: [field, ...modifiers].join('|'), at, value }, reading)
  }
  if (node.of.length === 0) refuse(at, 'the search is empty', 'Give it fields or keywords, or drop it')
  return joined(
    node.kind === 'all' ? 'and' : 'or',
    node.of.map((child) => nodeOf(child, reading, at)),
  )
}

function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node {
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes }
}
