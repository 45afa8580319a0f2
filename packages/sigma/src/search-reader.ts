import { readCondition } from './condition.ts'
import type { Node } from './detection.ts'
import { type Reading, readItem, readKeyword } from './detection-item.ts'
import { refuse } from './refuse.ts'
import type { Tree, TreeMap } from './tree.ts'
import { entryOf } from './yaml-tree.ts'

/** Reads named searches and the condition over them: the `detection` of a rule, the `filter` of a filter. */
export function readSearches(map: TreeMap, reserved: readonly string[], reading: Reading): Node {
  const searches = new Map<string, Node>()
  for (const entry of map.entries) {
    if (entry.key === 'condition' || reserved.includes(entry.key)) continue
    if (searches.has(entry.key)) refuse(entry.at, `the search ${entry.key} is given twice`, 'Rename one of them')
    searches.set(entry.key, readSearch(entry.value, entry.at, reading))
  }
  const condition = entryOf(map, 'condition')
  if (condition === undefined) refuse(map.at, 'it has no condition', 'Add condition: with the names of the searches')
  const value = condition.value
  const items = value.kind === 'list' ? value.items : [value]
  if (items.length === 0) refuse(value.at, 'the condition is empty', 'Name the searches that must match')
  const nodes = items.map((item) => {
    if (item.kind !== 'scalar' || item.value === null)
      refuse(item.at, 'the condition is not a text', 'Write it as one line, such as: selection and not filter')
    return readCondition(String(item.value), searches, item.at)
  })
  return joined('or', nodes)
}

/** A map is the AND of its fields, a list the OR of its items: maps, or keywords. */
function readSearch(tree: Tree, at: number, reading: Reading): Node {
  if (tree.kind === 'scalar') {
    if (tree.value === null) refuse(at, 'the search is empty', 'Give it fields or keywords, or drop it')
    return readKeyword(tree, reading)
  }
  if (tree.kind === 'map') {
    if (tree.entries.length === 0) refuse(tree.at, 'the search is empty', 'Give it fields or keywords, or drop it')
    return joined(
      'and',
      tree.entries.map((entry) => readItem(entry, reading)),
    )
  }
  if (tree.items.length === 0) refuse(tree.at, 'the search is empty', 'Give it fields or keywords, or drop it')
  return joined(
    'or',
    tree.items.map((item) => {
      if (item.kind === 'list') refuse(item.at, 'a list stands in a list', 'Use a list of maps, or a list of keywords')
      return readSearch(item, item.at, reading)
    }),
  )
}

function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node {
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes }
}
