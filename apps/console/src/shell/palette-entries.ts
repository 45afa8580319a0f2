import type { Action, Desk } from '../actions/action.ts'
import { rank } from '../actions/match.ts'
import { isAllowed } from '../actions/registry.ts'

export interface PaletteEntry {
  readonly action: Action
  readonly label: string
}

/** What can be done now and answers to what was typed, the best first; within one rank in the registry's order. */
export function paletteEntries(
  typed: string,
  actions: readonly Action[],
  desk: Desk,
  labelOf: (action: Action) => string,
): readonly PaletteEntry[] {
  return actions
    .filter((action) => action.id !== 'shell.palette' && isAllowed(action, desk))
    .map((action) => ({ action, label: labelOf(action), rank: rank(typed, labelOf(action), action.keywords) }))
    .filter((entry) => entry.rank !== undefined)
    .sort((a, b) => (b.rank ?? 0) - (a.rank ?? 0))
    .map(({ action, label }) => ({ action, label }))
}
