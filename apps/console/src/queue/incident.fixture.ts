import type { Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'

/** An incident for tests, with whatever matters to the test. */
export function incidentWith(n: number, some: Partial<Incident> = {}): Incident {
  return {
    id: `INC-${n}` as IncidentId,
    realm: 'real',
    about: { kind: 'host', value: `host-${n}.example.org` },
    severity: 'medium',
    story: { en: 'A story.', fr: 'Un récit.' },
    first: n,
    last: n,
    opened: n,
    findings: 1,
    sources: ['windows'],
    techniques: [],
    detectors: [{ id: 'r', title: 'A rule', severity: 'medium', count: 1 }],
    latest: [],
    ...some,
  }
}
