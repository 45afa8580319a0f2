import { TocsinError } from '@tocsin/kit'
import type { Query, QueryResult, Where } from '@tocsin/query'
import type { EventStore } from '@tocsin/store'
import type { Place, Places } from './place.ts'

/** Addresses that are looked up for one condition, and that it may become. */
export const placedLimits = { read: 10_000, found: 900 } as const

type OfPlace = Extract<Where, { kind: 'country' | 'asn' }>

/**
 * The event store, with conditions on places turned into the addresses that they mean now.
 *
 * No column holds a country (docs/adr/0006): the addresses of the range are read, looked up, and asked for.
 */
export function withPlaces(events: Pick<EventStore, 'query'>, places: Places): Pick<EventStore, 'query'> {
  return {
    query: async (query, scope, options) =>
      events.query(await placed(query, places, (asked) => events.query(asked, scope, options)), scope, options),
  }
}

/**
 * A question without places.
 *
 * @throws TocsinError `bad-query` where nothing tells systems, `over-budget` where there are more addresses than can be asked for
 */
export async function placed(
  query: Query,
  places: Places,
  ask: (query: Query) => Promise<QueryResult>,
): Promise<Query> {
  const { where } = query
  const wanted = where === undefined ? [] : placesIn(where)
  if (where === undefined || wanted.length === 0) return query
  if (wanted.some(({ kind }) => kind === 'asn') && !places.sources.some(({ gives }) => gives === 'asn')) {
    throw new TocsinError('bad-query', 'No file tells the systems of addresses', {
      fix: 'Put an MMDB file with systems into the data folder as places/asn.mmdb, and start again',
    })
  }
  const others = where.kind === 'and' ? where.of.filter((part) => placesIn(part).length === 0) : []
  const addresses = new Map<string, readonly string[]>()
  for (const field of new Set(wanted.map((one) => one.field))) {
    const { rows } = await ask({
      from: 'event',
      time: query.time,
      timeField: query.timeField,
      where: { kind: 'and', of: [{ kind: 'exists', field }, ...others] },
      groupBy: [{ kind: 'field', field }],
      measures: [{ kind: 'count' }],
      limit: placedLimits.read,
    })
    if (rows.length >= placedLimits.read) throw tooMany()
    addresses.set(
      field,
      rows.flatMap(({ key0 }) => (typeof key0 === 'string' ? [key0] : [])),
    )
  }
  return { ...query, where: resolved(where, places, addresses) }
}

function placesIn(where: Where): readonly OfPlace[] {
  switch (where.kind) {
    case 'and':
    case 'or':
      return where.of.flatMap(placesIn)
    case 'not':
      return placesIn(where.of)
    case 'country':
    case 'asn':
      return [where]
    default:
      return []
  }
}

function resolved(where: Where, places: Places, addresses: ReadonlyMap<string, readonly string[]>): Where {
  switch (where.kind) {
    case 'and':
    case 'or':
      return { ...where, of: where.of.map((part) => resolved(part, places, addresses)) }
    case 'not':
      return { ...where, of: resolved(where.of, places, addresses) }
    case 'country':
    case 'asn': {
      const values = (addresses.get(where.field) ?? []).filter((address) => isThere(where, places.of(address)))
      if (values.length > placedLimits.found) throw tooMany()
      return { kind: 'in', field: where.field, values }
    }
    default:
      return where
  }
}

function isThere(where: OfPlace, place: Place | undefined): boolean {
  return where.kind === 'country' ? place?.country === where.code : place?.asn === where.number
}

function tooMany(): TocsinError {
  return new TocsinError('over-budget', 'Too many addresses in this time to tell their places apart', {
    fix: `Narrow the time or add a term: ${placedLimits.found} addresses can be asked for at once`,
  })
}
