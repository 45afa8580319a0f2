import { queryOptions } from '@tanstack/react-query'
import type { IncidentId } from '@tocsin/kit'
import { get, post } from './client.ts'
import type { IncidentWork, Verdict, WorkDetail, WorkDone, WorkOutcomes } from './contract.ts'

export function readWorks(ids: readonly IncidentId[]): Promise<{ readonly works: readonly IncidentWork[] }> {
  return get(`/work?ids=${ids.join(',')}`)
}

export function workQuery(id: string) {
  return queryOptions({
    queryKey: ['work', id],
    queryFn: ({ signal }) => get<WorkDetail>(`/incidents/${encodeURIComponent(id)}/work`, signal),
  })
}

/** An act on one incident, as it was when the person decided. */
export function act(name: 'take' | 'release' | 'reopen', { incident, version }: IncidentWork): Promise<WorkDone> {
  return post(`/incidents/${incident}/${name}`, { version })
}

export function noteAll(works: readonly IncidentWork[], text: string): Promise<WorkOutcomes> {
  return post('/incidents/note', { incidents: seen(works), text })
}

/** @param quietUntil until when their pairs of rule and observable open nothing, in milliseconds since the epoch */
export function closeAll(
  works: readonly IncidentWork[],
  verdict: Verdict,
  reason: string,
  quietUntil: number | undefined,
): Promise<WorkOutcomes> {
  const quiet = quietUntil === undefined ? {} : { quietUntil }
  return post('/incidents/close', { incidents: seen(works), verdict, reason, ...quiet })
}

function seen(works: readonly IncidentWork[]) {
  return works.map(({ incident, version }) => ({ incident, version }))
}

export function undoAct(name: string): Promise<WorkOutcomes> {
  return post('/undo', { act: name })
}
