import { type Field, searchFields } from '@tocsin/query'

const known = new Map<string, Field>(searchFields.map(({ name }) => [name, name]))

/** Fields whose values stand beside a search until somebody chooses others. */
export const usualFacets: readonly Field[] = [
  'source',
  'device.hostname',
  'src_endpoint.ip',
  'dst_endpoint.port',
  'metadata.event_code',
]

/** Fields that one table, or one row of facets, shows at most. */
export const mostShown = 8

/** A list of fields as the address and storage hold it: names with commas; what is no field is left out. */
export function fieldsIn(text: string | undefined): readonly Field[] {
  const fields = (text ?? '').split(',').flatMap((name) => known.get(name) ?? [])
  return [...new Set(fields)].slice(0, mostShown)
}

const places = { columns: 'tocsin.search.columns', facets: 'tocsin.search.facets' } as const

/** What this browser last chose, where its storage can be read. */
export function remembered(what: keyof typeof places): string | undefined {
  try {
    return localStorage.getItem(places[what]) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(what: keyof typeof places, text: string): void {
  try {
    localStorage.setItem(places[what], text)
  } catch {
    // Storage may be blocked or full: the address still holds the choice.
  }
}
