import type { Query, QueryRow } from './query.ts'
import type { Search } from './search.ts'
import type { Asked } from './to-query.ts'

/** What every event that can be asked for lies in, in milliseconds since the epoch. */
export const allTime: readonly [from: number, to: number] = [-8.64e15, 8.64e15]

/** The question that finds one event by its id. */
export function eventQuery(id: string, timeField: Query['timeField']): Query {
  return { from: 'event', time: allTime, timeField, where: { kind: 'id', id }, limit: 1 }
}

/**
 * Finds the time of the event that a search is `around`, for `toQuery`. Asks once, and only where there is one to find.
 *
 * @param ask asks the store within the scope of whoever searches, so that nobody learns of an event that is not theirs
 */
export async function timeOfNamed(
  { around }: Search,
  timeField: Query['timeField'],
  ask: (query: Query) => Promise<{ readonly rows: readonly QueryRow[] }>,
): Promise<NonNullable<Asked['timeOf']>> {
  if (around?.kind !== 'event') return () => undefined
  const { event } = around
  const [row] = (await ask(eventQuery(event, timeField))).rows
  const time = row?.[timeField]
  return (id) => (id === event && typeof time === 'number' ? time : undefined)
}
