import type { Realm, Severity } from '@tocsin/event'
import { assertNever, err, type IncidentId, ok, type Result } from '@tocsin/kit'

/** What a person decided an incident was. Closing needs one, and a reason. */
export type Verdict = 'true-positive' | 'benign' | 'false-positive' | 'exercise' | 'unknown'
export const verdicts: readonly Verdict[] = ['true-positive', 'benign', 'false-positive', 'exercise', 'unknown']

/** `open`: nobody's. `reopened`: it was closed, by a person's error or before it grew; whoever owned it still does. */
export type WorkState = 'open' | 'owned' | 'closed' | 'reopened'

/** How an incident was when it was closed: what came later is held against it. */
export interface Closing {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly by: string
  readonly findings: number
  readonly severity: Severity
  readonly realm: Realm
  /** What its findings rested on; absent where it was closed before sources were kept beside incidents. */
  readonly sources?: readonly string[]
  /** Its pairs of rule and observable open no incident until then. */
  readonly quietUntil?: number
}

/** The work of people on an incident; `watch` owns how findings are grouped into it. */
export interface IncidentWork {
  readonly incident: IncidentId
  /** Grows by one with each act; an act names the version that it was decided on. */
  readonly version: number
  readonly owner?: string
  readonly verdict?: Verdict
  readonly reason?: string
  readonly closed?: Closing
  /** Milliseconds since the epoch; absent once it is closed again. */
  readonly reopenedAt?: number
}

/** What can be done about an incident. */
export type Act =
  | { readonly kind: 'take' }
  | { readonly kind: 'release' }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly reason: string }
  | {
      readonly kind: 'close'
      readonly verdict: Verdict
      readonly reason: string
      readonly was: Pick<Closing, 'findings' | 'severity' | 'realm' | 'sources' | 'quietUntil'>
    }
  | { readonly kind: 'reopen' }
  /** Findings came after it was closed; nobody's act, but the house's. */
  | { readonly kind: 'grew'; readonly findings: number }

/** Why an act makes no sense in the state that the work is in. */
export type WorkRefusal = 'closed' | 'not-closed' | 'nobody' | 'not-grown'

/** An incident that nobody has touched. */
export function untouched(incident: IncidentId): IncidentWork {
  return { incident, version: 0 }
}

export function stateOf({ closed, reopenedAt, owner }: IncidentWork): WorkState {
  if (closed !== undefined) return 'closed'
  if (reopenedAt !== undefined) return 'reopened'
  return owner === undefined ? 'open' : 'owned'
}

/**
 * The work after an act, one version on.
 *
 * `open -> owned -> closed(verdict, reason) -> reopened`, where each step may be left out but the verdict of a closing.
 * What has no effect (taking what is one's own) gives the same object.
 *
 * @param at milliseconds since the epoch
 */
export function perform(work: IncidentWork, act: Act, who: string, at: number): Result<IncidentWork, WorkRefusal> {
  const closed = work.closed !== undefined
  const next = { ...work, version: work.version + 1 }
  switch (act.kind) {
    case 'take':
      if (closed) return err('closed')
      return ok(work.owner === who ? work : { ...next, owner: who })
    case 'release': {
      if (closed) return err('closed')
      if (work.owner === undefined) return err('nobody')
      const { owner: _, ...left } = next
      return ok(left)
    }
    case 'note':
      return ok(next)
    case 'verdict':
      return closed ? err('closed') : ok({ ...next, verdict: act.verdict, reason: act.reason })
    case 'close': {
      if (closed) return err('closed')
      const { reopenedAt: _, ...left } = next
      return ok({ ...left, verdict: act.verdict, reason: act.reason, closed: { at, by: who, ...act.was } })
    }
    case 'reopen':
      return closed ? ok(reopened(next, at)) : err('not-closed')
    case 'grew':
      if (!hasGrown(work, act.findings)) return err('not-grown')
      return ok(reopened(next, at))
    default:
      return assertNever(act)
  }
}

/** Whether findings came to a closed incident after its closing. */
export function hasGrown({ closed }: IncidentWork, findings: number): boolean {
  return closed !== undefined && findings > closed.findings
}

/** The work as it was before, one version on: undoing is an act like another, and the history keeps both. */
export function restored(now: IncidentWork, before: IncidentWork): IncidentWork {
  return { ...before, version: now.version + 1 }
}

/** Its verdict goes with the closing: it was said of something else. The history keeps it. */
function reopened({ closed: _, verdict: __, reason: ___, ...left }: IncidentWork, at: number): IncidentWork {
  return { ...left, reopenedAt: at }
}
