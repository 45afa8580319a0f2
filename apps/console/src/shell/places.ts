import type { Place } from '../actions/action.ts'

/** The places of the rail, with the letter that follows `g`. Only what exists. */
export const places = [
  { place: 'queue', to: '/queue', letter: 'Q' },
  { place: 'search', to: '/search', letter: 'S' },
  { place: 'rules', to: '/rules', letter: 'R' },
  { place: 'sources', to: '/sources', letter: 'H' },
] as const satisfies readonly { readonly place: Place; readonly to: string; readonly letter: string }[]
