import type { Host } from '@tocsin/capability'
import { type Incident, type Realm, severities } from '@tocsin/event'
import type { Scope } from '@tocsin/store'
import { parseCursor } from '../incidents/cursor.ts'
import {
  countsBySeverity,
  type IncidentPage,
  type IncidentQuery,
  listIncidents,
  type SeverityCounts,
} from '../incidents/incident.repository.ts'

/** Whether somebody closed it; whoever keeps the work on incidents is asked, and without them nothing is closed. */
export type ByWork = 'open' | 'closed' | undefined

/** Pages read for one answer, at most: a queue of which nearly all is closed is given in shorter pages. */
const mostPages = 20

/**
 * A page of incidents, by the work on them.
 *
 * @returns at least one further cursor while there may be more; a page may be short, or empty, where most are filtered out
 */
export async function listByWork(
  host: Pick<Host, 'state' | 'ask'>,
  scope: Scope,
  asked: IncidentQuery,
  work: ByWork,
): Promise<IncidentPage> {
  if (work === undefined) return listIncidents(host.state, scope, asked)
  const incidents: Incident[] = []
  let after = asked.after
  for (let read = 0; read < mostPages; read++) {
    const page = await listIncidents(host.state, scope, { ...asked, after, limit: asked.limit - incidents.length })
    const closed = await closedOf(host, page.incidents)
    incidents.push(...page.incidents.filter(({ id }) => closed.has(id) === (work === 'closed')))
    if (page.next === undefined) return { incidents }
    after = parseCursor(page.next)
    if (incidents.length === asked.limit || read === mostPages - 1) return { incidents, next: page.next }
  }
  return { incidents }
}

/** How many incidents each severity has, by the work on them. */
export async function countsByWork(
  host: Pick<Host, 'state' | 'ask'>,
  scope: Scope,
  realm: Realm | undefined,
  work: ByWork,
): Promise<SeverityCounts> {
  const all = await countsBySeverity(host.state, scope, { realm })
  if (work === undefined) return all
  const answer = await host.ask('closedCounts', realm, scope)
  const counts: Record<keyof SeverityCounts, number> = { ...all }
  for (const severity of severities) {
    const closed = answer.kind === 'answer' ? answer.value[severity] : 0
    counts[severity] = work === 'closed' ? closed : Math.max(0, all[severity] - closed)
  }
  return counts
}

async function closedOf(host: Pick<Host, 'ask'>, incidents: readonly Incident[]): Promise<ReadonlySet<string>> {
  if (incidents.length === 0) return new Set()
  const answer = await host.ask('closedAmong', incidents)
  return answer.kind === 'answer' ? answer.value : new Set()
}
