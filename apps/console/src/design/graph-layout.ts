export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly says?: string
  /** What stands out: seen and never meant, or meant and never seen. */
  readonly mark?: 'against' | 'unused'
}

/** Where a node stands: columns from the left, rows from the top, both from 0. */
export interface GraphPlace {
  readonly id: string
  readonly column: number
  readonly row: number
}

export interface GraphLayout {
  readonly places: readonly GraphPlace[]
  readonly columns: number
  readonly rows: number
}

/**
 * Nodes in columns, each to the right of what leads to it as far as circles allow, and in its column near what it hangs on.
 *
 * The same nodes and edges in the same order always give the same picture: nobody has to find their way anew. Edges to nodes
 * that are not there are passed over.
 *
 * @param ranks where nodes stand for a reason of their own, from the left; they are heard where every node has one
 */
export function layoutOf(
  ids: readonly string[],
  edges: readonly GraphEdge[],
  ranks: ReadonlyMap<string, number> = new Map(),
): GraphLayout {
  const known = new Set(ids)
  const inner = edges.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to)
  const columns = ids.every((id) => ranks.has(id)) ? ranked(ids, ranks) : columnsOf([...known], inner)
  const places = new Map<string, GraphPlace>()
  const filled: number[] = []
  for (let column = 0; column <= Math.max(0, ...columns.values()); column++) {
    const here = [...known].filter((id) => columns.get(id) === column)
    const hangs = (id: string) => {
      const rows = inner.flatMap(({ from, to }) => (to === id ? (places.get(from)?.row ?? []) : []))
      return rows.length === 0 ? Number.POSITIVE_INFINITY : rows.reduce((sum, row) => sum + row, 0) / rows.length
    }
    const order = here.map((id) => [id, hangs(id)] as const).sort(([, a], [, b]) => (a === b ? 0 : a - b))
    for (const [row, [id]] of order.entries()) places.set(id, { id, column, row })
    filled.push(here.length)
  }
  return {
    places: ids.flatMap((id) => places.get(id) ?? []),
    columns: known.size === 0 ? 0 : filled.length,
    rows: Math.max(0, ...filled),
  }
}

/** Columns in the order of ranks, without those in which nothing stands. */
function ranked(ids: readonly string[], ranks: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const used = [...new Set(ids.map((id) => ranks.get(id) ?? 0))].sort((a, b) => a - b)
  return new Map(ids.map((id) => [id, used.indexOf(ranks.get(id) ?? 0)]))
}

/** The longest way to each node; an edge that would close a circle moves nothing. */
function columnsOf(ids: readonly string[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const before = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const { from, to } of edges) before.get(to)?.push(from)
  const columns = new Map<string, number>()
  const open = new Set<string>()
  const columnOf = (id: string): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    open.add(id)
    const from = (before.get(id) ?? []).filter((one) => !open.has(one)).map(columnOf)
    open.delete(id)
    const column = from.length === 0 ? 0 : Math.max(...from) + 1
    columns.set(id, column)
    return column
  }
  for (const id of ids) columnOf(id)
  return columns
}
