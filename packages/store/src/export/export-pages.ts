import type { TextPage } from '../events/read-answer.ts'
import type { Query, QueryResult, QueryRow } from '../query.ts'

/** Rows in one page: few enough that passing them on holds up nobody. */
const pageRows = 5_000
const most = 10_000
const dayMs = 86_400_000

/** What an export will give. */
export interface ExportPlan {
  /** Events that answered when the plan was made. */
  readonly rows: number
  /** Page by page, in the order of the query; ends when `most` rows were given. */
  pages(): AsyncGenerator<readonly QueryRow[], void, undefined>
  /** The same as text, each page by a question for lines. */
  text(ask: (query: Query) => Promise<TextPage>): AsyncGenerator<Uint8Array, void, undefined>
}

/**
 * Reads all events that answer a query, however many: in the order of time, a page at a time, with nothing held between.
 *
 * The time range is first counted, and then cut into stretches of about a page each, so that no page looks through more
 * than its own. Each page is a question of its own, with its own turn and budget: others are asked in between. An event
 * that is there from beginning to end comes exactly once.
 *
 * @param limit the most rows that it gives
 */
export async function planExport(
  query: Query,
  limit: number,
  ask: (query: Query) => Promise<QueryResult>,
): Promise<ExportPlan> {
  const { groupBy: _, measures: __, after: ___, ...plain } = query
  const counts = await counted(plain, ask)
  const rows = counts.reduce((sum, { events }) => sum + events, 0)
  const stretches = stretchesOf(counts, plain)
  if (plain.order !== 'ascending') stretches.reverse()
  const walk = async function* <Page>(read: (query: Query) => Promise<Read<Page>>) {
    let left = limit
    for (const time of stretches) {
      let after: Query['after']
      for (;;) {
        const size = Math.min(pageRows, left)
        if (size === 0) return
        const { page, rows, last } = await read({
          ...plain,
          time,
          limit: size,
          ...(after === undefined ? {} : { after }),
        })
        left -= rows
        if (rows > 0) yield page
        if (last === undefined || rows < size) break
        after = last
      }
    }
  }
  return {
    rows: Math.min(rows, limit),
    pages: () =>
      walk(async (one) => {
        const { rows: page } = await ask(one)
        const last = page.at(-1)
        if (last === undefined) return { page, rows: 0 }
        return { page, rows: page.length, last: { time: Number(last[plain.timeField]), id: String(last['id']) } }
      }),
    text: (askText) =>
      walk(async (one) => {
        const { text, ...read } = await askText(one)
        return { page: text, ...read }
      }),
  }
}

/** A page, how many rows it has, and the last of them. */
interface Read<Page> {
  readonly page: Page
  readonly rows: number
  readonly last?: { readonly time: number; readonly id: string }
}

interface Counted {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly until: number
  readonly events: number
}

async function counted(query: Query, ask: (query: Query) => Promise<QueryResult>): Promise<readonly Counted[]> {
  // Days first: a range may be all of time, and what it holds be an hour
  const coarse = await buckets(query, dayMs / 1000, ask)
  const days = coarse.length < most ? coarse : await buckets(query, 366 * (dayMs / 1000), ask)
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const time = [Math.max(query.time[0], first.from), Math.min(query.time[1], last.until)] as const
  const seconds = Math.max(1, Math.ceil((time[1] - time[0]) / 1000 / (most - 2)))
  return buckets({ ...query, time }, Math.min(seconds, 366 * (dayMs / 1000)), ask)
}

async function buckets(
  query: Query,
  seconds: number,
  ask: (query: Query) => Promise<QueryResult>,
): Promise<readonly Counted[]> {
  const { order: _, ...plain } = query
  const { rows } = await ask({
    ...plain,
    groupBy: [{ kind: 'bucket', seconds }],
    measures: [{ kind: 'count' }],
    limit: most,
  })
  return rows
    .map((row) => ({
      from: Number(row['key0']),
      until: Number(row['key0']) + seconds * 1000,
      events: Number(row['measure0']),
    }))
    .sort((a, b) => a.from - b.from)
}

/** Buckets beside each other, joined up to a page of rows. Together they are the whole range: late events are not missed. */
function stretchesOf(counts: readonly Counted[], { time }: Query): (readonly [number, number])[] {
  const stretches: [number, number][] = []
  let events = 0
  for (const bucket of counts) {
    const last = stretches.at(-1)
    if (last !== undefined && events + bucket.events <= pageRows) {
      last[1] = bucket.until
      events += bucket.events
      continue
    }
    stretches.push([last?.[1] ?? time[0], bucket.until])
    events = bucket.events
  }
  const last = stretches.at(-1)
  if (last !== undefined) last[1] = time[1]
  return stretches
}
