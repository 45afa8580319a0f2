import { parseEventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { eventQuery, parse, type Query, timeOfNamed, toQuery } from '@tocsin/query'
import type { EventStore, QueryRow, Scope } from '@tocsin/store'
import { type ErasedEvent, mostErased, peopleFields } from './erasure.ts'

const pageSize = 10_000
const ever = [-8.64e15, 8.64e15] as const

/**
 * The events that a search finds, as an erasure takes them.
 *
 * @throws TocsinError `bad-search`, `over-budget`
 */
export async function eventsFound(
  events: Pick<EventStore, 'query'>,
  scope: Scope,
  text: string,
): Promise<readonly ErasedEvent[]> {
  const search = parse(text)
  if (!search.ok) throw new TocsinError('bad-search', search.error.message.en, { fix: search.error.fix.en })
  const ask = (query: Query) => events.query(query, scope)
  const timeOf = await timeOfNamed(search.value, 'time', ask)
  const query = toQuery(search.value, { time: ever, timeField: 'time', limit: pageSize, timeOf })
  if (!query.ok) throw new TocsinError('bad-search', query.error.message.en, { fix: query.error.fix.en })
  if (query.value.groupBy !== undefined || query.value.measures !== undefined) {
    throw new TocsinError('bad-search', 'An erasure takes events, and this search asks for groups', {
      fix: 'Leave out what stands behind the bar',
    })
  }
  const found: ErasedEvent[] = []
  let after: Query['after']
  for (;;) {
    const { rows } = await ask({ ...query.value, limit: pageSize, ...(after === undefined ? {} : { after }) })
    for (const row of rows) found.push(...erasedOf(row))
    if (found.length > mostErased) {
      throw new TocsinError('over-budget', `The search finds more than ${mostErased} events`, {
        fix: 'Narrow it, such as by source or time, and erase in several steps',
      })
    }
    const last = rows.at(-1)
    if (rows.length < pageSize || last === undefined) return found
    after = { time: Number(last['time']), id: String(last['id']) }
  }
}

/**
 * Events by their ids; those that are not there are left out.
 *
 * @throws TocsinError `bad-event`
 */
export async function eventsNamed(
  events: Pick<EventStore, 'query'>,
  scope: Scope,
  ids: readonly string[],
): Promise<readonly ErasedEvent[]> {
  const found: ErasedEvent[] = []
  for (const id of ids) {
    if (parseEventId(id) === undefined) {
      throw new TocsinError('bad-event', 'This is not the id of an event', {
        where: id,
        fix: 'Give it as search and findings do, such as 3.1042.0',
      })
    }
    const { rows } = await events.query(eventQuery(id, 'time'), scope)
    for (const row of rows) found.push(...erasedOf(row))
  }
  return found
}

function erasedOf(row: QueryRow): ErasedEvent[] {
  const at = parseEventId(String(row['id']))
  const people = peopleFields.flatMap((field) => (typeof row[field] === 'string' ? [row[field]] : []))
  return at === undefined
    ? []
    : [{ at, source: String(row['source'] ?? ''), received: Number(row['received']), people }]
}
