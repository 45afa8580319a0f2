import type { EventAt } from '@tocsin/event'
import type { DuckConnection } from './duckdb.ts'

/** Events named in one statement. */
const mostNamed = 2000

/** Takes events out of the table, in one transaction; gives how many were there. */
export async function eraseRows(connection: DuckConnection, events: readonly EventAt[]): Promise<number> {
  let erased = 0
  await connection.run('begin')
  try {
    for (let from = 0; from < events.length; from += mostNamed) {
      const named = events.slice(from, from + mostNamed).map(tuple)
      const [row] = await connection.all(
        `delete from event where (partition, "offset", "index") in (${named.join(', ')})`,
      )
      erased += Number(row?.[0] ?? 0)
    }
    await connection.run('commit')
    return erased
  } catch (error) {
    await connection.run('rollback').catch(() => undefined)
    throw error
  }
}

/** Whole numbers only, so that no text becomes SQL. */
function tuple({ partition, offset, index }: EventAt): string {
  for (const part of [partition, offset, index]) {
    if (!Number.isSafeInteger(part) || part < 0) throw new RangeError(`${part} is no part of an event's id`)
  }
  return `(${partition}, ${offset}::bigint, ${index})`
}
