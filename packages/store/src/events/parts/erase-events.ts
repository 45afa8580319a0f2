import type { EventAt } from '@tocsin/event'
import type { Part, PartShare } from './part.ts'
import { readParts, readShares } from './part-table.ts'
import { type PartTools, swap, writePart } from './part-tools.ts'
import { columnsReplaced, relation } from './relation.ts'

/** Events named in one statement. */
const mostNamed = 2000

/**
 * Takes events out of the hot table, then out of each part that holds some; gives how many were there.
 *
 * Each part is one transaction: after a crash the same call takes what is left, and changes nothing where nothing is.
 */
export async function eraseEvents(tools: PartTools, events: readonly EventAt[]): Promise<number> {
  const named = events.map((event) => ({ ...event, sql: tuple(event) }))
  if (named.length === 0) return 0
  let erased = 0
  await tools.write(async (connection) => {
    for (let from = 0; from < named.length; from += mostNamed) {
      const some = named.slice(from, from + mostNamed).map(({ sql }) => sql)
      const [row] = await connection.all(`delete from event where ${isOneOf(some)}`)
      erased += Number(row?.[0] ?? 0)
    }
  })
  const shares = await readShares(tools.connection)
  for (const part of await readParts(tools.connection)) {
    const there = named.filter((event) => (shares.get(part.name) ?? []).some((share) => mayHold(share, event)))
    if (there.length > 0)
      erased += await eraseFrom(
        tools,
        part,
        there.map(({ sql }) => sql),
      )
  }
  return erased
}

async function eraseFrom(tools: PartTools, part: Part, events: readonly string[]): Promise<number> {
  const from = relation(tools.reading, [part], 'parts-only')
  const [row] = await tools.connection.all(`select count(*) from ${from} where ${isOneOf(events)}`)
  const found = Number(row?.[0] ?? 0)
  if (found === 0) return 0
  const rest =
    found === part.rows
      ? undefined
      : await writePart(tools, part, `select ${columnsReplaced(new Map())} from ${from} where not (${isOneOf(events)})`)
  if ((rest?.rows ?? 0) !== part.rows - found) {
    throw new Error(`erasing ${found} of ${part.rows} rows left ${rest?.rows ?? 0}`)
  }
  await swap(tools, { adds: rest === undefined ? [] : [rest], drops: [part] })
  return found
}

function mayHold({ partition, offset }: PartShare, at: EventAt): boolean {
  return partition === at.partition && offset.min <= BigInt(at.offset) && BigInt(at.offset) <= offset.max
}

function isOneOf(tuples: readonly string[]): string {
  return `(partition, "offset", "index") in (values ${tuples.join(', ')})`
}

/** Whole numbers only, so that no text becomes SQL. */
function tuple({ partition, offset, index }: EventAt): string {
  for (const part of [partition, offset, index]) {
    if (!Number.isSafeInteger(part) || part < 0) throw new RangeError(`${part} is no part of an event's id`)
  }
  return `(${partition}, ${offset}::bigint, ${index})`
}
