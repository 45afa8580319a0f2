import { fc, test } from '@fast-check/vitest'
import type { Mark } from '@tocsin/capability'
import { type Finding, type Realm, severities, type Verdict } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { givenEvent, givenFrame, minute, morning } from '../given.fixture.ts'
import { group, openIncidents } from '../incidents/grouping.ts'
import { foldFor, mostFindings } from './folding.ts'
import { verdictFolding } from './shard.ts'
import { verdictsStage } from './stage.ts'

const scan: Verdict = {
  tool: 'Suricata',
  rule: '2019401',
  title: 'ET SCAN x',
  severity: 'medium',
  techniques: ['T1046'],
}

interface Alert {
  readonly verdict?: Verdict
  readonly about?: string
  readonly realm?: Realm
  /** Milliseconds after the morning. */
  readonly at: number
}

function marksOf(alerts: readonly Alert[]): Mark[] {
  const stage = verdictsStage()
  const marks: Mark[] = []
  for (const [offset, { verdict = scan, about = '192.0.2.1', realm = 'real', at }] of alerts.entries()) {
    const event = givenEvent(
      offset,
      {},
      {
        ...{ verdict, realm, source: 'ids', time: morning + at, received: morning + at },
        observables: [{ kind: 'address', value: about }],
      },
    )
    stage.judge(event, givenFrame(event), {
      say: () => {},
      mark: (mark) => marks.push({ ...structuredClone(mark), at: event.at, received: event.received }),
      fail: (_, error) => {
        throw error
      },
    })
  }
  return marks
}

/** Folds marks in one shard; ends with time passing. `cut` restarts the shard from its snapshot in between. */
function folded(marks: readonly Mark[], cut?: number): readonly Finding[] {
  const findings: Finding[] = []
  const say = ({ finding }: { readonly finding: Finding }) => findings.push(finding)
  let shard = verdictFolding.open(0)
  for (const [index, mark] of marks.entries()) {
    if (index === cut) {
      const bytes = shard.snapshot()
      shard = verdictFolding.open(0)
      if (bytes !== undefined) shard.restore(bytes)
    }
    shard.tick({ streamTime: mark.received }, say)
    shard.take(mark, { streamTime: mark.received }, say)
  }
  shard.tick({ streamTime: (marks.at(-1)?.received ?? 0) + foldFor }, say)
  return findings
}

describe('an alert of another tool', () => {
  const [finding] = folded(marksOf([{ at: 0 }]))

  test('is a finding under that tool’s own name', () => {
    expect(finding).toMatchObject({
      detector: { kind: 'tool', id: 'suricata:2019401', version: '1', title: 'Suricata: ET SCAN x' },
      severity: 'medium',
      confidence: 0.7,
      techniques: [{ id: 'T1046', name: 'Network Service Discovery' }],
      observables: [{ kind: 'address', value: '192.0.2.1' }],
      evidence: [{ event: '3.0.0', source: 'ids' }],
      events: 1,
    })
    expect(finding?.reason.en).toBe('Address 192.0.2.1, Suricata says “ET SCAN x”.')
    expect(finding?.reason.fr).toBe('Adresse 192.0.2.1, Suricata signale «\u00a0ET SCAN x\u00a0».')
  })

  test('says that it was stopped where the tool says so', () => {
    const [stopped] = folded(marksOf([{ at: 0, verdict: { ...scan, stopped: true } }]))
    expect(stopped?.reason.en).toBe('Address 192.0.2.1, Suricata says “ET SCAN x”, and stopped it.')
  })

  test('stays an event where it is mild', () => {
    expect(marksOf([{ at: 0, verdict: { ...scan, severity: 'low' } }])).toEqual([])
    expect(marksOf([{ at: 0, verdict: { ...scan, severity: 'info' } }])).toEqual([])
  })
})

describe('a tool that repeats itself', () => {
  test('is heard at once, and then counted', () => {
    const findings = folded(marksOf([0, 1, 2, 3].map((at) => ({ at: at * minute }))))
    expect(findings.map(({ events, reason }) => [events, reason.en])).toEqual([
      [1, 'Address 192.0.2.1, Suricata says “ET SCAN x”.'],
      [3, 'Address 192.0.2.1, Suricata says “ET SCAN x”, 3 times more.'],
    ])
    expect(findings[1]?.evidence).toHaveLength(3)
  })

  test('opens one incident, however long it goes on', () => {
    const findings = folded(marksOf(Array.from({ length: 600 }, (_, at) => ({ at: at * minute }))))
    expect(incidentsOf(findings)).toBe(1)
    expect(findings.reduce((sum, { events }) => sum + events, 0)).toBe(600)
  })

  test('about others, or of another severity, or in another realm, is heard at once', () => {
    const findings = folded(
      marksOf([
        { at: 0 },
        { at: 1, about: '192.0.2.2' },
        { at: 2, verdict: { ...scan, rule: '2', severity: 'high' } },
        { at: 3, realm: 'exercise' },
      ]),
    )
    expect(findings).toHaveLength(4)
    expect(findings.map(({ realm }) => realm)).toContain('exercise')
  })
})

describe('a tool that shouts', () => {
  const alerts = Array.from({ length: 10_000 }, (_, at) => ({ at: at * 10, about: `10.0.${at >> 8}.${at & 255}` }))
  const findings = folded(marksOf(alerts))

  test('10,000 alerts about 10,000 addresses open 51 incidents', () => {
    expect(incidentsOf(findings)).toBe(mostFindings + 1)
    expect(findings.length).toBe(mostFindings + 2)
  })

  test('what is beyond the bound is told with its number', () => {
    const last = findings.at(-1)
    expect(last).toMatchObject({
      detector: { id: 'suricata:flood' },
      observables: [],
      events: 9950,
      severity: 'medium',
    })
    expect(last?.reason.en).toBe('Suricata said 9950 further alerts, most of all “ET SCAN x” (9950).')
  })

  test('does not bury what is graver', () => {
    const grave = { ...scan, rule: 'g', title: 'Grave', severity: 'critical' as const }
    const both = folded(marksOf([...alerts.slice(0, 500), { at: 6000, verdict: grave, about: '10.9.9.9' }]))
    expect(both.some(({ severity, detector }) => severity === 'critical' && detector.id === 'suricata:g')).toBe(true)
  })
})

const anyAlert = fc.record({
  at: fc.nat(3 * foldFor),
  about: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3'),
  verdict: fc.record({
    tool: fc.constant('Suricata'),
    rule: fc.constantFrom('1', '2', '3'),
    title: fc.constantFrom('a', 'b'),
    severity: fc.constantFrom(...severities),
    techniques: fc.constant([]),
  }),
})

test.prop([fc.array(anyAlert, { maxLength: 60 }), fc.nat(60)], { numRuns: 60 })(
  'every alert of weight is counted once, and a restart changes nothing',
  (list, cut) => {
    const marks = marksOf([...list].sort((a, b) => a.at - b.at))
    const whole = folded(marks)
    expect(whole.reduce((sum, { events }) => sum + events, 0)).toBe(marks.length)
    expect(folded(marks, cut)).toEqual(whole)
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
  },
)

test('a snapshot that is damaged starts empty', () => {
  const shard = verdictFolding.open(0)
  for (const text of ['', 'null', '{"version":1,"tools":[["k",{}]]}', '{"version":9,"tools":[]}']) {
    shard.restore(new TextEncoder().encode(text))
    expect(shard.snapshot()).toBeUndefined()
  }
})

function incidentsOf(findings: readonly Finding[]): number {
  const open = openIncidents()
  return new Set(findings.map((finding) => group(open, finding).into.n)).size
}
