import type { Incident, Severity } from '@tocsin/event'
import type { SeverityCounts } from '../api/contract.ts'
import type { IncidentFilter } from '../api/queries.ts'
import type { QueueParams } from '../app/search-params.ts'

/** A group of the queue: what needs a decision gets two lines a row, what is watched gets one. */
export interface Section {
  readonly id: 'decide' | 'look' | 'watch'
  readonly severities: readonly Severity[]
  readonly lines: 'two' | 'one'
}

export const sections: readonly Section[] = [
  { id: 'decide', severities: ['critical', 'high'], lines: 'two' },
  { id: 'look', severities: ['medium'], lines: 'two' },
  { id: 'watch', severities: ['low', 'info'], lines: 'one' },
]

/** What the API is asked: the gravest first, so that its pages come group after group. */
export function filterOf({ view, realm, work, about }: QueueParams): IncidentFilter {
  return {
    order: view === 'newest' ? 'newest' : 'gravest',
    ...(view === 'urgent' ? { severity: 'high' as const } : {}),
    ...(realm === undefined ? {} : { realm }),
    ...(about === undefined || about.trim() === '' ? {} : { find: about.trim() }),
    ...(work === 'all' ? {} : { work: work ?? ('open' as const) }),
  }
}

/**
 * Whether an incident is shown under the filters of the address.
 *
 * @param found the server has found it by the text: it looks for names that this person may see as pseudonyms
 */
export function belongs(incident: Incident, { view, realm, about, work }: QueueParams, found = false): boolean {
  // What is part of declared work lies under its order.
  if (incident.work !== undefined && work !== 'all') return false
  if (realm !== undefined && incident.realm !== realm) return false
  if (view === 'urgent' && incident.severity !== 'critical' && incident.severity !== 'high') return false
  if (about === undefined || found) return true
  const wanted = about.trim().toLowerCase()
  const titles = incident.detectors.flatMap(({ title, says }) => [title, says?.en ?? '', says?.fr ?? ''])
  const names = [incident.id, incident.about?.value ?? '', ...titles]
  return names.some((name) => name.toLowerCase().includes(wanted))
}

/** How many incidents a section has. */
export function countOf(section: Section, counts: SeverityCounts): number {
  return section.severities.reduce((sum, severity) => sum + counts[severity], 0)
}
