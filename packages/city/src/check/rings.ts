/**
 * The groups of nodes that reach each other (strongly connected components of two nodes or more, or of one with an edge to
 * itself), each sorted, in order. Tarjan's algorithm without recursion: a chain of 100,000 must not overflow the stack.
 */
export function rings(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const found: string[][] = []
  const lower = (node: string, to: number) => low.set(node, Math.min(low.get(node) ?? to, to))

  for (const root of edges.keys()) {
    if (index.has(root)) continue
    const path: { readonly node: string; next: number }[] = []
    const enter = (node: string) => {
      index.set(node, index.size)
      low.set(node, index.size - 1)
      stack.push(node)
      onStack.add(node)
      path.push({ node, next: 0 })
    }
    enter(root)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = edges.get(top.node)?.[top.next++]
      if (to !== undefined) {
        // What depends on nothing is in no ring: of half a million things as a rule all but some thousand.
        if (!edges.has(to)) continue
        const seen = index.get(to)
        if (seen === undefined) enter(to)
        else if (onStack.has(to)) lower(top.node, seen)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) lower(parent.node, low.get(top.node) ?? 0)
      if (low.get(top.node) === index.get(top.node)) leave(top.node)
    }
  }
  return found.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))

  function leave(root: string) {
    const group = stack.splice(stack.lastIndexOf(root))
    for (const node of group) onStack.delete(node)
    if (group.length > 1 || edges.get(root)?.includes(root)) found.push(group.sort())
  }
}
