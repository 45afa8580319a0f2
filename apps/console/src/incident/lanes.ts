import { type Finding, type Severity, severities } from '@tocsin/event'
import type { Words } from '@tocsin/kit'

/** One rule's findings on the timeline. */
export interface Lane {
  readonly id: string
  readonly title: string
  /** The title in people's languages, where the rule has them. */
  readonly says: Words | undefined
  readonly severity: Severity
  /** In the order of time. */
  readonly findings: readonly Finding[]
}

/** Lanes that are drawn; further rules stand in the list only. */
export const mostLanes = 8

/** Findings by rule, the worst rule first, then the one that spoke first. */
export function lanesOf(findings: readonly Finding[]): readonly Lane[] {
  const lanes = new Map<string, Finding[]>()
  for (const finding of findings) {
    const lane = lanes.get(finding.detector.id)
    if (lane === undefined) lanes.set(finding.detector.id, [finding])
    else lane.push(finding)
  }
  return [...lanes].map(([id, all]) => laneOf(id, all)).sort(worstFirst)
}

function laneOf(id: string, all: readonly Finding[]): Lane {
  const findings = all.toSorted((a, b) => a.time - b.time)
  const worst = Math.max(...findings.map(({ severity }) => severities.indexOf(severity)))
  const detector = findings[0]?.detector
  return { id, title: detector?.title ?? id, says: detector?.says, severity: severities[worst] ?? 'info', findings }
}

function worstFirst(a: Lane, b: Lane): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    (a.findings[0]?.time ?? 0) - (b.findings[0]?.time ?? 0)
  )
}
