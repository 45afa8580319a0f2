/**
 * What a person may see, by the names of sources, as access decided it; compiled into every query and live stream.
 *
 * No repository can be called without one. An event is seen if its source is in the scope; a finding if all sources of its
 * evidence are; an incident if all sources of its findings are: who sees it, sees all of it.
 */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'sources'; readonly sources: readonly string[] }

/** Everything: who belongs to all departments, and Tocsin's own jobs. */
export const everything: Scope = { kind: 'all' }

/** Stands among the sources of what rests on sources that nobody can name: only who sees everything sees it. */
export const unknownSource = ''

/** Whether somebody may see what rests on these sources. What rests on none is seen by nobody who does not see everything. */
export function isVisible(scope: Scope, sources: readonly string[]): boolean {
  if (scope.kind === 'all') return true
  return sources.length > 0 && sources.every((source) => source !== unknownSource && scope.sources.includes(source))
}
