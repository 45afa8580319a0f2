import { type Incident, type Realm, type Severity, severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import type { NoticeKind, TellRule } from './target.ts'

/** That one target is to be told of one thing. */
export interface Notice {
  /** Of the target and the outbox row: written twice it is one. */
  readonly id: string
  readonly target: string
  readonly incident: IncidentId
  readonly kind: NoticeKind
  readonly severity: Severity
  readonly realm: Realm
  /** Milliseconds since the epoch, stream time. */
  readonly at: number
}

/** Whether a rule wants to hear of it. Departments are not decided here: they need the sources of today. */
export function wants(
  rule: TellRule,
  kind: NoticeKind,
  { severity, realm }: Pick<Incident, 'severity' | 'realm'>,
): boolean {
  return (
    rule.kinds.includes(kind) &&
    rule.realms.includes(realm) &&
    severities.indexOf(severity) >= severities.indexOf(rule.from)
  )
}

/** One of each incident: what speaks loudest of it. The gravest first, the older first among equals. */
export function folded(notices: readonly Notice[]): readonly Notice[] {
  const one = new Map<string, Notice>()
  for (const notice of notices) {
    const before = one.get(notice.incident)
    if (before === undefined || rank[notice.kind] >= rank[before.kind]) one.set(notice.incident, notice)
  }
  return [...one.values()].sort((a, b) => gravity(b) - gravity(a) || a.at - b.at || (a.id < b.id ? -1 : 1))
}

const rank: Readonly<Record<NoticeKind, number>> = { assigned: 0, opened: 1, grew: 2 }

function gravity({ severity }: Notice): number {
  return severities.indexOf(severity)
}
