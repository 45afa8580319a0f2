import type { Place } from '../actions/action.ts'

/** The places of the rail, with the letter that follows `g`. Only what exists. */
export const places = [
  { place: 'queue', to: '/queue', letter: 'Q' },
  { place: 'search', to: '/search', letter: 'S' },
  { place: 'rules', to: '/rules', letter: 'R' },
  { place: 'sources', to: '/sources', letter: 'H' },
  { place: 'privacy', to: '/privacy', letter: 'P' },
] as const satisfies readonly { readonly place: Place; readonly to: string; readonly letter: string }[]

/** Whether a path lies in a place: an incident lies in the queue that it came from. */
export function isIn(to: string, pathname: string): boolean {
  return pathname.startsWith(to) || (to === '/queue' && pathname.startsWith('/incidents/'))
}
