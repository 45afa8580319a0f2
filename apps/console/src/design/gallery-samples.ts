import type { Finding, Incident } from '@tocsin/event'
import type { FindingId, IncidentId } from '@tocsin/kit'
import type { QueryRow } from '../api/contract.ts'
import type { Health } from '../api/health.ts'
import type { RefusalCount } from '../api/status.ts'
import type { Overview } from '../search/shapes.ts'
import type { Keeping } from '../settings/settings-api.ts'
import type { MatrixCell } from './matrix.tsx'

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

export const sampleHistogram: Overview['histogram'] = {
  seconds: 600,
  time: [time - 7_200_000, time],
  bars: Array.from({ length: 12 }, (_, n) => [time - 7_200_000 + n * 600_000, (n * 37) % 91] as const),
}

export const sampleRows: readonly QueryRow[] = [
  {
    id: '3.1042.0',
    time,
    received: time + 400,
    source: 'syslog',
    realm: 'sample',
    message: 'Failed password for m.sample from 192.0.2.44 port 40999 ssh2',
    'device.hostname': 'gw-01.example.org',
    'src_endpoint.ip': '192.0.2.44',
  },
  {
    id: '3.1043.0',
    time,
    received: time + 900,
    source: 'windows',
    realm: 'real',
    'device.hostname': 'pc-7.example.org',
  },
]

const words = (en: string, fr: string) => ({ en, fr })

export const sampleZones = [
  { id: 'office', says: words('Offices', 'Bureaux') },
  { id: 'control', says: words('Control room', 'Salle de conduite') },
  { id: 'pumps', says: words('Pumping stations', 'Stations de pompage') },
  { id: 'lamps', says: words('Street lighting', 'Éclairage public') },
] as const

/** From a zone to a zone, in words of the matrix. */
export const sampleMatrix: ReadonlyMap<string, MatrixCell> = new Map<string, MatrixCell>([
  ['office control', { mark: 'kept', figure: '12' }],
  ['control pumps', { mark: 'kept', figure: '240' }],
  ['control lamps', { mark: 'unused' }],
  ['office pumps', { mark: 'against', figure: '3' }],
])

export const sampleNodes = [
  { id: 'vpn', label: words('Remote access', 'Accès distant'), says: words('outside', 'dehors') },
  { id: 'office', label: words('Offices', 'Bureaux'), says: words('zone', 'zone') },
  { id: 'scada', label: words('SCADA server', 'Serveur SCADA'), says: words('control room', 'salle de conduite') },
  {
    id: 'pump',
    label: words('Pumping station of the eastern quarter', 'Station de pompage du quartier est'),
    says: words('reached, never meant', 'atteinte, jamais prévu'),
    mark: 'against',
  },
  { id: 'lamp', label: words('Lighting cabinet', 'Armoire d’éclairage'), says: words('lost', 'perdue'), mark: 'lost' },
  { id: 'water', label: words('Drinking water', 'Eau potable'), says: words('service', 'service') },
] as const

export const sampleEdges = [
  { from: 'vpn', to: 'office' },
  { from: 'office', to: 'scada' },
  { from: 'office', to: 'pump' },
  { from: 'scada', to: 'pump' },
  { from: 'scada', to: 'lamp' },
  { from: 'pump', to: 'water' },
]

export const sampleRefusals: readonly RefusalCount[] = [
  { source: 'windows', stage: 'decode', reason: 'not-json', count: 1204, samples: [] },
  { source: 'syslog', stage: 'receive', reason: 'too-long', count: 3, samples: [] },
]

export const sampleHealth: readonly Health[] = [
  {
    receiving: { state: 'well', last: time },
    judging: { state: 'well', last: time },
    storing: { state: 'well', last: time },
  },
  { receiving: { state: 'well', last: time }, judging: { state: 'late', last: time }, storing: { state: 'stopped' } },
]

const raw = { archives: 0, bytes: 0, frames: 0, sources: [] }
export const sampleRooms: readonly Keeping[] = [
  { size: 1e12, used: 4.2e11, state: 'well', fullOn: time + 9e9, raw, unfinishedErasures: 0, failure: null },
  { size: 1e12, used: 9.1e11, state: 'shedding', fullOn: null, raw, unfinishedErasures: 0, failure: null },
  { size: 1e12, used: 9.8e11, state: 'stopped', fullOn: null, raw, unfinishedErasures: 0, failure: null },
]
