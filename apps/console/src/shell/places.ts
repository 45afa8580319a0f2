import type { Place } from '../actions/action.ts'
import type { May } from '../api/may.ts'
import { settingsPlaces } from '../settings/settings-places.ts'

/** The places of the rail, with the letter that follows `g`. Only what exists. */
export const places = [
  { place: 'field', to: '/field', letter: 'E' },
  { place: 'queue', to: '/queue', letter: 'Q' },
  { place: 'city', to: '/city', letter: 'C' },
  { place: 'search', to: '/search', letter: 'S' },
  { place: 'rules', to: '/rules', letter: 'R' },
  { place: 'sources', to: '/sources', letter: 'H' },
  { place: 'privacy', to: '/privacy', letter: 'P' },
  { place: 'settings', to: '/settings', letter: 'A' },
] as const satisfies readonly { readonly place: Place; readonly to: string; readonly letter: string }[]

/** The permissions without any of which a place has nothing to show. */
export const placeNeeds: { readonly [_ in Place]?: readonly string[] } = {
  field: ['order.manage'],
  queue: ['incident.read'],
  quiet: ['incident.read'],
  city: ['city.read'],
  search: ['event.search'],
  rules: ['rule.read'],
  privacy: ['audit.read'],
  settings: settingsPlaces.flatMap(({ needs }) => needs),
}

const atHand: ReadonlySet<Place> = new Set(['field', 'queue', 'city', 'search'])

/** Places that are taken in at a glance: a seventh gives way. */
const mostPlaces = 6

/**
 * The places that somebody may see, in their order. Who sees all seven sets things up: they reach the sources through the
 * settings, which then hold them.
 */
export function placesFor(may: May) {
  const all = places.filter(({ place }) => {
    const needs = placeNeeds[place]
    return needs === undefined || needs.some(may)
  })
  // Who answers for equipment and judges no rules has a phone in the hand: the cabinet before the desk.
  if (may('order.manage') && !may('rule.try')) return all.filter(({ place }) => atHand.has(place))
  const seen = all.filter(({ place }) => place !== 'field')
  return seen.length > mostPlaces ? seen.filter(({ place }) => place !== 'sources') : seen
}

/** Whether a path lies in a place: an incident lies in the queue that it came from, as what is kept quiet, people in the settings. */
export function isIn(to: string, pathname: string, shown: readonly { readonly to: string }[]): boolean {
  return (
    pathname.startsWith(to) ||
    (to === '/field' && pathname.startsWith('/orders')) ||
    (to === '/queue' && (pathname.startsWith('/incidents/') || pathname === '/quiet')) ||
    (to === '/settings' &&
      (pathname.startsWith('/people') ||
        (pathname.startsWith('/sources') && !shown.some((place) => place.to === '/sources'))))
  )
}
