import { assertNever } from '@tocsin/kit'
import type { Node, Test } from './detection.ts'

/**
 * Orders the parts of an `and` so that a wrong candidate falls early and cheaply: by price over the chance of failing.
 *
 * @param chance a guess at how often a node holds, 0..1
 */
export function askingOrder(nodes: readonly Node[], chance: (node: Node) => number): Node[] {
  const rank = new Map(nodes.map((node) => [node, priceOf(node) / Math.max(0.01, 1 - Math.min(1, chance(node)))]))
  return [...nodes].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
}

/** Dearer nodes keep the place that was guessed for them. */
const cheap = 50

/** Nodes that may come to the front as soon as they often decide. */
export function mayComeFirst(node: Node): boolean {
  return priceOf(node) <= cheap
}

/** Roughly, in looks at a short text. */
function priceOf(node: Node): number {
  switch (node.kind) {
    case 'and':
      return Math.max(...node.nodes.map(priceOf), 0)
    case 'or':
      return Math.min(
        1000,
        node.nodes.reduce((sum, child) => sum + priceOf(child), 0),
      )
    case 'not':
      return priceOf(node.node)
    case 'ask':
      return priceOfTest(node.test)
    case 'keyword':
      return 100 + priceOfTest(node.test)
    default:
      return assertNever(node)
  }
}

function priceOfTest(test: Test): number {
  if (test.kind === 'regex') return 200
  if (test.kind === 'text') return test.pattern.filter((part) => part.kind === 'many').length > 1 ? 6 : 1
  return test.kind === 'cidr' || test.kind === 'number' || test.kind === 'fieldref' ? 8 : 1
}
