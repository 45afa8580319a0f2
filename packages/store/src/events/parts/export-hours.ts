import type { Position } from '../../position.ts'
import { readPosition } from '../tables.ts'
import { begin, rollback } from '../transaction.ts'
import { hour, type PartKind } from './part.ts'
import { type PartTools, swap, writePart } from './part-tools.ts'
import { columnsReplaced } from './relation.ts'

// The window of DESIGN's skewed time: 24 h before, 5 min after `received`. Beyond it a row lies apart.
const near = "(time between received - interval '24 hours' and received + interval '5 minutes')"
const kinds: Readonly<Record<PartKind, string>> = { hour: near, stray: `not ${near}` }

/** Moves the rows of closed hours out of the hot table into parts. Gives how many rows were moved. */
export async function exportHours(tools: PartTools, now: number): Promise<number> {
  const { minRows, maxRows } = tools.limits
  let moved = 0
  for (const { start, kind, rows } of await closedHours(tools, now)) {
    if (rows < minRows) continue
    const pieces = BigInt(Math.ceil(rows / maxRows))
    const width = (hour + pieces - 1n) / pieces
    for (let piece = 0n; piece < pieces; piece++) {
      if (tools.closing()) return moved
      const from = start + piece * width
      const until = piece === pieces - 1n ? start + hour : from + width
      moved += await exportSlice(tools, { kind, start, from, until })
    }
  }
  return moved
}

interface ClosedHour {
  readonly start: bigint
  readonly kind: PartKind
  readonly rows: number
}

async function closedHours({ connection, limits }: PartTools, now: number): Promise<readonly ClosedHour[]> {
  const closed = BigInt(Math.floor(now - limits.lateness)) * 1000n
  const at = 'epoch_us(received)'
  const rows = await connection.all(
    `select ${at} - ((${at} % ${hour}) + ${hour}) % ${hour} as start, ${near} as near, count(*) from event` +
      ` where received < make_timestamp(${closed}::bigint) group by all order by start, near`,
  )
  return rows
    .map(([start, isNear, count]) => ({
      start: BigInt(start as bigint),
      kind: isNear === true ? ('hour' as const) : ('stray' as const),
      rows: Number(count),
    }))
    .filter(({ start }) => start + hour <= closed)
}

async function exportSlice(
  tools: PartTools,
  { kind, start, from, until }: { kind: PartKind; start: bigint; from: bigint; until: bigint },
): Promise<number> {
  const { connection } = tools
  const slice = `received >= make_timestamp(${from}::bigint) and received < make_timestamp(${until}::bigint) and ${kinds[kind]}`
  await begin(connection)
  let position: Position
  let part: Awaited<ReturnType<typeof writePart>>
  try {
    // Of one snapshot: the rows that the file takes are those before this position
    position = await readPosition(connection)
    part = await writePart(
      tools,
      { kind, start, people: true },
      `select ${columnsReplaced(new Map())} from event where ${slice}`,
    )
  } finally {
    await rollback(connection)
  }
  if (part === undefined) return 0
  await swap(tools, {
    adds: [part],
    drops: [],
    hot: { sql: `delete from event using ${before(position)} where ${stands} and ${slice}`, rows: part.rows },
  })
  return part.rows
}

const stands = 'event.partition = n.partition and event."offset" < n.next'

function before(position: Position): string {
  return `(values ${position.map((next, partition) => `(${partition}, ${next}::bigint)`).join(', ')}) n(partition, next)`
}
