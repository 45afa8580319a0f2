import type { FlowTable } from '../keeper/tables.ts'
import { type FlowCount, outside } from './digest.ts'
import { unzoned, zonePrefix } from './whereabouts.ts'

/** Rows of the matrix: pairs first; past the first bound by zones, and past the second without their ports. */
export const flowLimits = { pairs: 50_000, folded: 20_000 } as const

type Row = { -readonly [Key in keyof FlowTable]: FlowTable[Key] }

/** Who speaks with whom, in memory that does not grow: what no longer fits is folded into the zones of its ends. */
export interface FlowBook {
  /** Adds counts, and gives the row that has them now. */
  add(flow: FlowCount): FlowTable
  rows(): IterableIterator<FlowTable>
  readonly size: number
  /** Rows that were changed since this was last asked, for storing. */
  changed(): readonly FlowTable[]
}

/** @param zoneOf the zone where an address stands, of those that are known */
export function openFlowBook(
  stored: readonly FlowTable[],
  zoneOf: (address: string) => string | undefined,
  limits: { readonly pairs: number; readonly folded: number } = flowLimits,
): FlowBook {
  const rows = new Map<string, Row>(stored.map((row) => [row.key, { ...row }]))
  const dirty = new Set<Row>()
  let folded = 0
  for (const row of rows.values()) if (isFolded(row.from_end)) folded++

  const fold = (end: string) => {
    if (end === outside) return end
    const zone = zoneOf(end)
    return zone === undefined ? unzoned : `${zonePrefix}${zone}`
  }
  const add = (flow: FlowCount): Row => {
    const key = keyOf(flow)
    const known = rows.get(key)
    if (known !== undefined) {
      join(known, flow)
      dirty.add(known)
      return known
    }
    const isPair = !isFolded(flow.from) && !isFolded(flow.to)
    if (isPair && rows.size - folded >= limits.pairs) {
      return add({ ...flow, from: fold(flow.from), to: fold(flow.to) })
    }
    if (!isPair && folded >= limits.folded && flow.port !== 0) return add({ ...flow, port: 0, app: '' })
    if (!isPair) folded++
    const { from, to, transport, port, app, source, first, last, count, bytes, event } = flow
    const row: Row = {
      key,
      from_end: from,
      to_end: to,
      ...{ transport, port, app, source, first, last, count, bytes, event, told: null },
    }
    rows.set(key, row)
    dirty.add(row)
    return row
  }
  return {
    add,
    rows: () => rows.values(),
    get size() {
      return rows.size
    },
    changed: () => {
      const all = [...dirty].map((row) => ({ ...row }))
      dirty.clear()
      return all
    },
  }
}

/** An end that stands for many: a zone, or the world where its other end is a zone. */
function isFolded(end: string): boolean {
  return end.startsWith(zonePrefix)
}

function keyOf({ from, to, transport, port, source }: FlowCount): string {
  return `${from}\n${to}\n${transport}\n${port}\n${source}`
}

function join(row: Row, flow: FlowCount): void {
  row.first = Math.min(row.first, flow.first)
  row.last = Math.max(row.last, flow.last)
  row.count += flow.count
  row.bytes += flow.bytes
  if (flow.app !== '') row.app = flow.app
}
