import type { Observable } from '@tocsin/kit'
import type { SearchParams } from '../app/search-params.ts'

const fields = { host: 'host:', account: 'user:', address: 'ip:', device: '' } as const
/** Milliseconds before the first and after the last finding that are looked at too. */
const margin = 3_600_000

/** The search for what names an observable, as its text: devices have no field of their own yet and are looked for as words. */
export function searchText({ kind, value }: Observable): string {
  return `${fields[kind]}"${value.replaceAll(/["\\]/g, '\\$&')}"`
}

/** The events of an observable around the time of an incident. */
export function eventsOf(about: Observable, incident: { readonly first: number; readonly last: number }): SearchParams {
  return { q: searchText(about), from: Math.floor(incident.first - margin), to: Math.ceil(incident.last + margin) }
}
