import type { Mark, Said } from '@tocsin/capability'
import type { Control, Event } from '@tocsin/event'
import { describe, expect, test } from 'vitest'
import { givenEvent, givenFrame, minute, morning } from '../given.fixture.ts'
import { packRules, type RuleBundle } from './bundle.ts'
import { compiledRules } from './compiled.ts'
import { correlationStage } from './correlation-stage.ts'
import { rulesStage } from './stage.ts'
import { ruleStats } from './stats.ts'

const encoded = `
title: Encoded command
id: 5f0d7e7a-0b1c-4a53-9d0e-6f3f8d1a0001
status: stable
level: high
tags: [attack.execution, attack.t1059.001]
logsource: { product: windows, category: process_creation }
detection:
  shell: { Image|endswith: '\\powershell.exe' }
  encoded: { CommandLine|contains: ' -enc ' }
  condition: shell and encoded
`

const failed = `
title: Failed sign-in
id: 5f0d7e7a-0b1c-4a53-9d0e-6f3f8d1a0002
name: failed_sign_in
level: low
logsource: { product: windows, service: security }
detection:
  failed: { EventID: 4625 }
  condition: failed
---
title: Many failed sign-ins
id: 5f0d7e7a-0b1c-4a53-9d0e-6f3f8d1a0003
status: test
level: medium
correlation:
  type: event_count
  rules: [failed_sign_in]
  group-by: [IpAddress]
  timespan: 5m
  condition: { gte: 3 }
`

const bundle = packRules([
  { path: 'encoded.yml', text: encoded },
  { path: 'failed.yml', text: failed },
])

function controlOf({ digest, count }: RuleBundle): Control {
  return { kind: 'rules', digest, count }
}

function judge(events: readonly Event[], by: RuleBundle = bundle) {
  const stage = rulesStage()
  stage.control(controlOf(by), by.bytes)
  const said: Said[] = []
  const marks: Mark[] = []
  for (const event of events) {
    const out = {
      say: (one: Said) => said.push(one),
      mark: (mark: Omit<Mark, 'at' | 'received'>) => marks.push({ ...mark, at: event.at, received: event.received }),
      fail: () => {},
    }
    stage.judge(event, givenFrame(event, `frame ${event.at.offset}`), out)
  }
  return { said, marks: structuredClone(marks) }
}

const encodedCommand = {
  Image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  CommandLine: 'powershell.exe -NoP -enc SQBFAFgA',
}

function failedSignIn(offset: number, but: Partial<Event> = {}, address = '198.51.100.7'): Event {
  return givenEvent(
    offset,
    { EventID: 4625, IpAddress: address },
    {
      logsources: [{ product: 'windows', service: 'security' }],
      observables: [
        { kind: 'host', value: 'gw-01.example.org' },
        { kind: 'address', value: address },
      ],
      ...but,
    },
  )
}

describe('the rules stage', () => {
  test('says a finding of an event that meets a rule, with its reason and a copy of its frame', () => {
    const event = givenEvent(7, encodedCommand)
    const { said } = judge([event])
    expect(said).toHaveLength(1)
    const [{ finding, frames }] = said as [Said]
    expect(finding).toMatchObject({
      detector: { id: '5f0d7e7a-0b1c-4a53-9d0e-6f3f8d1a0001', title: 'Encoded command' },
      severity: 'high',
      confidence: 0.9,
      techniques: [{ id: 'T1059.001', name: 'PowerShell' }],
    })
    expect(finding.reason.en).toBe('On gw-01.example.org, “Encoded command”: CommandLine contains “ -enc ”.')
    expect(finding.evidence[0]?.matched.map(({ field }) => field)).toEqual(['Image', 'CommandLine'])
    expect(frames).toEqual([{ event: '3.7.0', bytes: new TextEncoder().encode('frame 7') }])
  })

  test('reads what is derived where the source has no such field', () => {
    const { Image, CommandLine } = encodedCommand
    const event = givenEvent(1, { CommandLine }, { derived: new Map([['Image', Image]]) })
    expect(judge([event]).said).toHaveLength(1)
  })

  test('asks no rule of another logsource', () => {
    const event = givenEvent(1, encodedCommand, { logsources: [{ product: 'linux', category: 'process_creation' }] })
    expect(judge([event]).said).toHaveLength(0)
  })

  test('tells correlations of a hit, and is itself silent where the rule only feeds them', () => {
    const { said, marks } = judge([failedSignIn(1)])
    expect(said).toHaveLength(0)
    expect(marks).toMatchObject([{ stage: 'correlations', at: { partition: 3, offset: 1, index: 0 } }])
  })

  test('keeps realms apart in the keys of marks', () => {
    const { marks } = judge([failedSignIn(1), failedSignIn(2, { realm: 'exercise' }), failedSignIn(3)])
    expect(marks[0]?.key).not.toBe(marks[1]?.key)
    expect(marks[0]?.key).toBe(marks[2]?.key)
  })

  test('counts events that come before any rules', () => {
    const before = ruleStats.unjudged
    rulesStage().judge(givenEvent(1, {}), givenFrame(givenEvent(1, {})), {
      say: () => {},
      mark: () => {},
      fail: () => {},
    })
    expect(ruleStats.unjudged).toBe(before + 1)
  })

  test('counts an exception under its rule and goes on', () => {
    const id = '5f0d7e7a-0b1c-4a53-9d0e-6f3f8d1a0001'
    const stage = rulesStage()
    stage.control(controlOf(bundle), bundle.bytes)
    const event = givenEvent(1, encodedCommand)
    const before = ruleStats.errors.get(id) ?? 0
    const said: Said[] = []
    const broken = () => {
      throw new Error('full')
    }
    stage.judge(event, givenFrame(event), { say: broken, mark: () => {}, fail: () => {} })
    stage.judge(event, givenFrame(event), { say: (one) => said.push(one), mark: () => {}, fail: () => {} })
    expect(ruleStats.errors.get(id)).toBe(before + 1)
    expect(said).toHaveLength(1)
  })

  test('compiles a bundle once for all stages of a thread', () => {
    expect(compiledRules(bundle.digest, bundle.bytes)).toBe(compiledRules(bundle.digest, undefined))
  })

  test('stops at a bundle that is missing or is not what its digest says', () => {
    const missing: Control = { kind: 'rules', digest: 'ab'.repeat(32), count: 1 }
    expect(() => rulesStage().control(missing, undefined)).toThrow(expect.objectContaining({ code: 'rules-missing' }))
    expect(() => rulesStage().control(missing, bundle.bytes)).toThrow(
      expect.objectContaining({ code: 'rules-damaged' }),
    )
  })
})

describe('the correlation stage', () => {
  function shard(by: RuleBundle = bundle) {
    const open = correlationStage.open(0)
    open.control(controlOf(by), by.bytes)
    return open
  }

  function hear(into: ReturnType<typeof shard>, marks: readonly Mark[]): Said[] {
    const said: Said[] = []
    for (const mark of marks) into.take(mark, { streamTime: mark.received }, (one) => said.push(one))
    return said
  }

  const three = () => [failedSignIn(1), failedSignIn(60), failedSignIn(250)]

  test('says a finding when the condition is met, about the group, with all events as evidence', () => {
    const said = hear(shard(), judge(three()).marks)
    expect(said).toHaveLength(1)
    const [{ finding, frames }] = said as [Said]
    expect(finding.observables[0]).toEqual({ kind: 'address', value: '198.51.100.7' })
    expect(finding.evidence.map(({ event }) => event)).toEqual(['3.1.0', '3.60.0', '3.250.0'])
    expect(finding.evidence[0]?.matched[0]).toMatchObject({ field: 'EventID', value: 4625 })
    expect(finding.reason.en).toBe(
      'Address 198.51.100.7, “Many failed sign-ins”: 3 events in 4 min 9 s, where IpAddress is 198.51.100.7.',
    )
    expect(finding.severity).toBe('medium')
    expect(frames.map(({ event, bytes }) => [event, bytes])).toEqual([
      ['3.1.0', undefined],
      ['3.60.0', undefined],
      ['3.250.0', undefined],
    ])
  })

  test('names the sources of all events that it counts, also past those that it names as evidence', () => {
    const [text = ''] = [failed.replace('gte: 3', 'gte: 120')]
    const many = packRules([{ path: 'failed.yml', text }])
    const events = Array.from({ length: 120 }, (_, n) => failedSignIn(n + 1, { source: n < 5 ? 'harbour' : 'vpn' }))
    const said = hear(shard(many), judge(events, many).marks)
    expect(said).toHaveLength(1)
    const [{ finding, alsoOf }] = said as [Said]
    expect([finding.events, finding.evidence.length]).toEqual([120, 100])
    expect(new Set(finding.evidence.map(({ source }) => source))).toEqual(new Set(['vpn']))
    expect(alsoOf).toEqual(['harbour', 'vpn'])
  })

  test('never lets realms meet in a window', () => {
    const mixed = [failedSignIn(1), failedSignIn(2, { realm: 'exercise' }), failedSignIn(3)]
    expect(hear(shard(), judge(mixed).marks)).toHaveLength(0)
  })

  test('counts in the time that the source states, and where it cannot be believed in the time received', () => {
    const late = { received: morning + 60 * minute }
    const stated = [1, 2, 3].map((offset) => failedSignIn(offset, late))
    expect(hear(shard(), judge(stated).marks)).toHaveLength(1)
    const skewed = [0, 10, 20].map((at) =>
      failedSignIn(at + 1, { time: morning - 999 * minute, timeQuality: 'skewed', received: morning + at * minute }),
    )
    expect(hear(shard(), judge(skewed).marks)).toHaveLength(0)
  })

  test('goes on after a restart as if nothing had been', () => {
    const { marks } = judge(three())
    const whole = hear(shard(), marks)
    const first = shard()
    hear(first, marks.slice(0, 2))
    const saved = first.snapshot()
    expect(saved).toBeDefined()
    const second = shard()
    if (saved !== undefined) second.restore(saved)
    expect(hear(second, marks.slice(2))).toEqual(whole)
  })

  test('may be restored before its rules come', () => {
    const { marks } = judge(three())
    const first = shard()
    hear(first, marks.slice(0, 2))
    const second = correlationStage.open(0)
    second.restore(first.snapshot() ?? new Uint8Array())
    expect(second.snapshot()).toEqual(first.snapshot())
    second.control(controlOf(bundle), bundle.bytes)
    expect(hear(second, marks.slice(2))).toHaveLength(1)
  })

  test('does not restore the windows of other rules, nor damaged ones, and counts them', () => {
    const other = packRules([{ path: 'failed.yml', text: failed.replace('gte: 3', 'gte: 2') }])
    const first = shard()
    hear(first, judge(three()).marks.slice(0, 2))
    const second = shard(other)
    const before = ruleStats.notRestored
    second.restore(first.snapshot() ?? new Uint8Array())
    second.restore(new Uint8Array([1, 2, 3]))
    expect(ruleStats.notRestored).toBe(before + 2)
    expect(second.snapshot()).toBeUndefined()
  })

  test('keeps the windows of correlations that stay when the rules around them change', () => {
    const more = packRules([
      { path: 'encoded.yml', text: encoded.replace('level: high', 'level: low') },
      { path: 'failed.yml', text: failed },
    ])
    const { marks } = judge(three())
    const open = shard()
    hear(open, marks.slice(0, 2))
    open.control(controlOf(more), more.bytes)
    expect(hear(open, marks.slice(2))).toHaveLength(1)
  })

  test('forgets what no window can name any more', () => {
    const open = shard()
    hear(open, judge([failedSignIn(1)]).marks)
    expect(open.snapshot()).toBeDefined()
    for (const at of [60, 120]) open.tick({ streamTime: morning + at * minute }, () => {})
    expect(open.snapshot()).toBeUndefined()
  })

  test('counts marks that it cannot read', () => {
    const before = ruleStats.badMarks
    const at = { partition: 0, offset: 0, index: 0 }
    hear(shard(), [{ stage: 'correlations', key: 'k', at, received: morning, body: { input: 1 } }])
    expect(ruleStats.badMarks).toBe(before + 1)
  })
})
