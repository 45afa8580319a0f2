import { type Incident, severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'

/** Incidents as the live stream told them, the newest state of each. */
export type Told = ReadonlyMap<IncidentId, Incident>

export type Order = 'gravest' | 'newest'

/** Adds what was told; of two states of one incident the one with more findings is the newer. */
export function hearOf(told: Told, changed: readonly Incident[]): Told {
  if (changed.length === 0) return told
  const next = new Map(told)
  for (const incident of changed) {
    const known = next.get(incident.id)
    if (known === undefined || incident.findings >= known.findings) next.set(incident.id, incident)
  }
  return next
}

/**
 * The rows of the list: the pages as they were read, with what was told since in its place.
 *
 * @param pages rows that the API gave
 * @param told what the live stream told and the reader has been shown
 * @param belongs whether an incident passes the filters
 * @returns in the order of the API; each incident once, in its newest state
 */
export function arrange(
  pages: readonly Incident[],
  told: Told,
  order: Order,
  belongs: (incident: Incident) => boolean,
): readonly Incident[] {
  const rows = new Map<IncidentId, Incident>()
  for (const incident of [...pages, ...told.values()]) {
    const known = rows.get(incident.id)
    if (known === undefined || incident.findings >= known.findings) rows.set(incident.id, incident)
  }
  return [...rows.values()].filter(belongs).sort(order === 'gravest' ? gravestFirst : newestFirst)
}

/** How many that wait are new to the reader, and how many changed. */
export function fresh(
  waiting: readonly Incident[],
  shown: ReadonlySet<IncidentId>,
): { readonly added: number; readonly changed: number } {
  const changed = waiting.filter(({ id }) => shown.has(id)).length
  return { added: waiting.length - changed, changed }
}

function gravestFirst(a: Incident, b: Incident): number {
  return severities.indexOf(b.severity) - severities.indexOf(a.severity) || newestFirst(a, b)
}

function newestFirst(a: Incident, b: Incident): number {
  return b.last - a.last || ordinal(b.id) - ordinal(a.id)
}

/** `INC-42` is 42: as texts, 9 would come after 10. */
function ordinal(id: IncidentId): number {
  return Number(id.replace(/^\D+/, '')) || 0
}
