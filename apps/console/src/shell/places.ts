import type { Place } from '../actions/action.ts'
import type { May } from '../api/may.ts'
import { settingsPlaces } from '../settings/settings-places.ts'

/** The places of the rail, with the letter that follows `g`. Only what exists. */
export const places = [
  { place: 'queue', to: '/queue', letter: 'Q' },
  { place: 'search', to: '/search', letter: 'S' },
  { place: 'rules', to: '/rules', letter: 'R' },
  { place: 'sources', to: '/sources', letter: 'H' },
  { place: 'privacy', to: '/privacy', letter: 'P' },
  { place: 'settings', to: '/settings', letter: 'A' },
] as const satisfies readonly { readonly place: Place; readonly to: string; readonly letter: string }[]

/** The permissions without any of which a place has nothing to show. */
export const placeNeeds: { readonly [_ in Place]?: readonly string[] } = {
  queue: ['incident.read'],
  quiet: ['incident.read'],
  search: ['event.search'],
  rules: ['rule.read'],
  privacy: ['audit.read'],
  settings: settingsPlaces.flatMap(({ needs }) => needs),
}

/** The places that somebody may see, in their order. */
export function placesFor(may: May) {
  return places.filter(({ place }) => {
    const needs = placeNeeds[place]
    return needs === undefined || needs.some(may)
  })
}

/** Whether a path lies in a place: an incident lies in the queue that it came from, as what is kept quiet, people in the settings. */
export function isIn(to: string, pathname: string): boolean {
  return (
    pathname.startsWith(to) ||
    (to === '/queue' && (pathname.startsWith('/incidents/') || pathname === '/quiet')) ||
    (to === '/settings' && pathname.startsWith('/people'))
  )
}
