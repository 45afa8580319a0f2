import { type Finding, severities } from '@tocsin/event'

/** Findings with the most telling first: by severity, then confidence, then the newest. */
export function byStrength(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.confidence - a.confidence || b.time - a.time,
  )
}

/** The strongest finding that can show a matched field, and the evidence that holds it. */
export function strongestProof(findings: readonly Finding[]) {
  for (const finding of byStrength(findings)) {
    const evidence = finding.evidence.find(({ matched }) => matched.length > 0)
    if (evidence !== undefined) return { finding, evidence }
  }
  return undefined
}
