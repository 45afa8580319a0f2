import type { IncidentId } from '@tocsin/kit'

/** What a person decided an incident was. Closing needs one, and a reason. */
export type Verdict = 'true-positive' | 'benign' | 'false-positive' | 'exercise' | 'unknown'

/** The work of people on an incident; `watch` owns how findings are grouped into it. */
export interface IncidentWork {
  readonly incident: IncidentId
  readonly owner: string | undefined
  readonly verdict: Verdict | undefined
  readonly reason: string | undefined
  readonly closedAt: number | undefined
}
