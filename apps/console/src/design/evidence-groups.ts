import type { Evidence, MatchedField } from '@tocsin/event'

/** Events of one finding that matched in the same way. */
export interface EvidenceGroup {
  readonly matched: readonly MatchedField[]
  /** At least one, in the order of time. */
  readonly events: readonly Evidence[]
}

/** Puts events together whose matched fields are the same: a hundred failed logins are one proof, a hundred times. */
export function groupsOf(evidence: readonly Evidence[]): readonly EvidenceGroup[] {
  const groups = new Map<string, Evidence[]>()
  for (const one of evidence) {
    const key = JSON.stringify([one.source, one.matched])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()].map((events) => ({
    matched: events[0]?.matched ?? [],
    events: events.toSorted((a, b) => a.time - b.time),
  }))
}
