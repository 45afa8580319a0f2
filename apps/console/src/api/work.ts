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

export function note({ incident, version }: IncidentWork, text: string): Promise<WorkDone> {
  return post(`/incidents/${incident}/note`, { version, text })
}

export function closeAll(works: readonly IncidentWork[], verdict: Verdict, reason: string): Promise<WorkOutcomes> {
  const incidents = works.map(({ incident, version }) => ({ incident, version }))
  return post('/incidents/close', { incidents, verdict, reason })
}

export function undoAct(name: string): Promise<WorkOutcomes> {
  return post('/undo', { act: name })
}
