import { bucketOf, type Field, type Query, type QueryResult, searchFields, type Where } from '@tocsin/query'

/** A search at a glance: how many events, when, and which values its fields have. */
export interface Overview {
  readonly total: number
  readonly histogram: {
    /** The width of a bar. */
    readonly seconds: number
    /** [from, to) in milliseconds since the epoch: what the bars are drawn over; narrowed where most of the range is empty. */
    readonly time: readonly [from: number, to: number]
    /** Where a bar begins in milliseconds since the epoch, and its events; in the order of time, without empty ones. */
    readonly bars: readonly (readonly [from: number, events: number])[]
  }
  readonly facets: readonly Facet[]
  /** Milliseconds that the store took. */
  readonly took: number
}

export interface Facet {
  readonly field: Field
  /** The most frequent first. */
  readonly values: readonly { readonly value: string | number | boolean; readonly count: number }[]
  /** There are more values than these. */
  readonly more: boolean
  /** The field names people: its values are not told here. */
  readonly withheld: boolean
}

/** Values of one field that are told. */
export const facetValues = 8

/** Fields that name people, and the message, whose text may. */
const personal = new Set<Field>(['message', ...searchFields.filter((field) => field.personal).map(({ name }) => name)])

/** Asks for a search's overview: one question for the histogram, one a facet, each within the store's budget. */
export async function overviewOf(
  base: Pick<Query, 'time' | 'timeField' | 'where'>,
  facets: readonly Field[],
  ask: (query: Query) => Promise<QueryResult>,
): Promise<Overview> {
  let took = 0
  const asked = async (query: Omit<Query, 'from' | 'time' | 'timeField'>, time = base.time) => {
    const answer = await ask({ from: 'event', timeField: base.timeField, time, ...query })
    took += answer.took
    return answer.rows
  }
  const barsOver = async (time: readonly [number, number]) => {
    const seconds = bucketOf(time)
    const rows = await asked(
      {
        ...(base.where === undefined ? {} : { where: base.where }),
        groupBy: [{ kind: 'bucket', seconds }],
        measures: [{ kind: 'count' }],
        limit: 10_000,
      },
      time,
    )
    const bars = rows.map(({ key0, measure0 }) => [Number(key0), Number(measure0)] as const).sort((a, b) => a[0] - b[0])
    return { seconds, time, bars }
  }
  const whole = await barsOver(base.time)
  const narrow = narrowed(whole)
  const histogram = narrow === undefined ? whole : await barsOver(narrow)
  const within = filled(whole)
  const told: Facet[] = []
  for (const field of facets) {
    if (personal.has(field)) told.push({ field, values: [], more: false, withheld: true })
    else told.push(facetOf(field, within === undefined ? [] : await asked(facetQuery(field, base.where), within)))
  }
  return { total: whole.bars.reduce((sum, [, events]) => sum + events, 0), histogram, facets: told, took }
}

/** From the first event's bar to the last one's: no value stands outside of it. */
function filled({ seconds, time: [from, to], bars }: Overview['histogram']): readonly [number, number] | undefined {
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return [Math.max(from, first[0]), Math.min(to, last[0] + seconds * 1000)]
}

/** The stretch that holds all events, where the range is so wide (all that is kept) that its bars tell little. */
function narrowed({ seconds, time: [from, to], bars }: Overview['histogram']): readonly [number, number] | undefined {
  if ((to - from) / 1000 / seconds <= 120) return undefined
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const time = [first[0], last[0] + seconds * 1000] as const
  return bucketOf(time) < seconds ? time : undefined
}

function facetQuery(field: Field, where: Where | undefined): Omit<Query, 'from' | 'time' | 'timeField'> {
  const there: Where = { kind: 'exists', field }
  return {
    where: where === undefined ? there : { kind: 'and', of: [where, there] },
    groupBy: [{ kind: 'field', field }],
    measures: [{ kind: 'count' }],
    limit: facetValues + 1,
  }
}

function facetOf(field: Field, rows: QueryResult['rows']): Facet {
  const values = rows.slice(0, facetValues).flatMap(({ key0, measure0 }) => {
    return key0 === null || key0 === undefined ? [] : [{ value: key0, count: Number(measure0) }]
  })
  return { field, values, more: rows.length > facetValues, withheld: false }
}
