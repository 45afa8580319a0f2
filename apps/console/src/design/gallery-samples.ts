import type { Finding, Incident } from '@tocsin/event'
import type { FindingId, IncidentId } from '@tocsin/kit'

// Made up; the addresses are of RFC 5737, the names of RFC 2606.

const time = Date.UTC(2026, 10, 22, 2, 31, 40)

const finding: Finding = {
  id: 'f0' as FindingId,
  detector: { kind: 'sigma', id: 'sample', version: '1', title: 'Encoded command line' },
  severity: 'high',
  confidence: 0.7,
  techniques: [{ id: 'T1059.001', name: 'PowerShell' }],
  realm: 'sample',
  origin: 'address',
  time,
  said: time + 900,
  reason: {
    en: '“Encoded command line” on gw-01.example.org: CommandLine holds “-enc” and ends with “==”.',
    fr: '« Encoded command line » sur gw-01.example.org : CommandLine contient « -enc » et finit par « == ».',
  },
  observables: [
    { kind: 'host', value: 'gw-01.example.org' },
    { kind: 'account', value: 'm.sample' },
    { kind: 'address', value: '192.0.2.44' },
    { kind: 'device', value: '70b3d57ed0000001' },
  ],
  evidence: [
    {
      event: '3.1042.0',
      time,
      source: 'windows',
      matched: [
        {
          field: 'CommandLine',
          value: 'powershell.exe -nop -enc SQBFAFgA\u202e==',
          asked: 'contains -enc and ends with ==',
          ranges: [
            [20, 24],
            [34, 36],
          ],
        },
        {
          field: 'ParentImage',
          value: 'C:\\Windows\\explorer.exe',
          asked: 'ends with \\explorer.exe',
          ranges: [[10, 23]],
        },
        { field: 'IntegrityLevel', value: null, asked: 'is null', ranges: [] },
        { field: 'Product', value: '', asked: 'is empty', ranges: [] },
      ],
    },
  ],
  events: 1,
}

export const sampleFindings: readonly Finding[] = [
  finding,
  ...(['critical', 'medium', 'low', 'info'] as const).map((severity, index): Finding => {
    const at = time + (index + 1) * 7 * 60_000
    return {
      ...finding,
      id: `f${index + 1}` as FindingId,
      severity,
      time: at,
      detector: { ...finding.detector, id: `sample-${index % 3}`, title: `Sample rule ${(index % 3) + 1}` },
      evidence: [0, 90_000].map((before) => ({
        event: `3.${index}.${before}`,
        time: at - before,
        source: 'windows',
        matched: [],
      })),
      events: 40,
    }
  }),
]

export const sampleIncident: Incident = {
  id: 'INC-7' as IncidentId,
  realm: 'exercise',
  about: { kind: 'host', value: 'gw-01.example.org' },
  severity: 'critical',
  story: {
    en: '“Encoded command line” and 3 other findings on gw-01.example.org in 28 min.',
    fr: '« Encoded command line » et 3 autres constats sur gw-01.example.org en 28 min.',
  },
  first: time,
  last: time + 28 * 60_000,
  opened: time + 900,
  findings: 4,
  sources: ['windows'],
  techniques: [{ id: 'T1059.001', name: 'PowerShell' }],
  detectors: [{ id: 'sample', title: 'Encoded command line', severity: 'high', count: 1 }],
  latest: [],
}

export const sampleBytes: Uint8Array = new TextEncoder().encode('{"CommandLine":"powershell.exe -nop -enc SQBFAFgA=="}')
