import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eventsIn, flat, withCase } from './events-in.ts'
import { judge } from './judge.ts'

const yaml = `title: Tool
id: r-tool
logsource: { product: windows, category: process_creation }
detection:
  sel: { Image|endswith: '\\tool.exe' }
  cli: { CommandLine|contains: ' -x' }
  condition: sel and cli
`
const tests = `rule: r-tool
positive:
  - says: both
    logsource: { product: windows, category: process_creation }
    native: { Image: 'C:\\tool.exe', CommandLine: 'tool -x' }
negative:
  - says: only one
    logsource: { product: windows, category: process_creation }
    native: { Image: 'C:\\tool.exe', CommandLine: 'tool' }
`
const asked = { id: 'r-tool', yaml, tests, events: '' }

describe('a rule as it is written', () => {
  test('is held against its tests and pasted events, part by part', () => {
    const judged = judge({ ...asked, events: '{"Image":"C:\\\\tool.exe","CommandLine":"tool"}' })
    expect(judged).toMatchObject({ faults: [], rule: { id: 'r-tool', title: 'Tool', kind: 'rule' }, testFaults: [] })
    expect(judged.cases.map(({ says, passed }) => [says, passed])).toEqual([
      ['both', true],
      ['only one', true],
    ])
    const [event] = judged.events
    expect(event?.holds).toBe(false)
    expect(event?.parts.map(({ kind, depth, field, holds }) => [kind, depth, field, holds])).toEqual([
      ['and', 0, '', false],
      ['ask', 1, 'Image', true],
      ['ask', 1, 'CommandLine', false],
    ])
  })

  test('says where it cannot be used, and where its tests cannot', () => {
    const broken = judge({
      ...asked,
      yaml: yaml.replace('endswith', 'ends'),
      tests: tests.replace('says: both', 'say: both'),
    })
    expect(broken.rule).toBeUndefined()
    expect(broken.faults).toMatchObject([{ line: 5 }])
    expect(broken.testFaults).toMatchObject([{ line: 3 }])
  })

  test('is judged under the filters and pipelines that are in force, whose faults are not its own', () => {
    const filter =
      'title: ours\nid: f-ours\nlogsource: { product: windows }\nfilter:\n  rules: [r-tool]\n  ours: { User: admin }\n  condition: ours\n'
    const pipeline =
      'name: p\npriority: 1\ntransformations:\n  - type: field_name_mapping\n    mapping: { Image: process.path }\n'
    const beside = {
      filters: [
        { path: 'f.yml', text: filter },
        { path: 'g.yml', text: filter.replace('r-tool', 'r-other').replace('f-ours', 'g') },
      ],
      pipelines: [{ path: 'p.yml', text: pipeline }],
    }
    const event = (user: string) => `{"process.path":"C:\\\\tool.exe","CommandLine":"tool -x","User":"${user}"}`
    const judged = judge({ ...asked, tests: '', events: `${event('bob')}\n${event('admin')}`, beside })
    expect(judged).toMatchObject({ faults: [], rule: { id: 'r-tool' } })
    expect(judged.events.map(({ holds }) => holds)).toEqual([true, false])
    expect(judge({ ...asked, tests: '', events: event('bob') }).events[0]?.holds).toBe(false)
  })

  test('of several events together tells only whether it speaks', () => {
    const many = `${yaml}---
title: Often
id: r-often
correlation: { type: event_count, rules: [r-tool], group-by: [Image], timespan: 1h, condition: { gte: 3 } }
`
    const often = `rule: r-often
positive:
  - says: thrice
    logsource: { product: windows, category: process_creation }
    native: { Image: 'C:\\tool.exe', CommandLine: 'tool -x' }
    repeat: 3
    every: 1m
`
    const judged = judge({ id: 'r-often', yaml: many, tests: often, events: '{}' })
    expect(judged).toMatchObject({ rule: { kind: 'correlation' }, cases: [{ passed: true, parts: [] }], events: [] })
  })

  test.prop([fc.string(), fc.string(), fc.string()], { numRuns: 60 })('may be anything', (a, b, c) => {
    const judged = judge({ id: 'x', yaml: a, tests: b, events: c })
    expect(judged.cases).toEqual([])
  })
})

describe('pasted events', () => {
  test('are one object, a list, or one a line', () => {
    expect(eventsIn('{"a":1}')).toEqual({ ok: true, value: [{ a: 1 }] })
    expect(eventsIn('[{"a":1},{"a":2}]')).toMatchObject({ value: [{ a: 1 }, { a: 2 }] })
    expect(eventsIn('{"a":1}\n\n{"a":2}\n')).toMatchObject({ value: [{ a: 1 }, { a: 2 }] })
    expect(eventsIn(' ')).toMatchObject({ value: [] })
    expect(eventsIn('nonsense')).toEqual({ ok: false, error: 'no-json' })
    expect(eventsIn('{"a":1}\nnonsense')).toEqual({ ok: false, error: 'no-json' })
    expect(eventsIn('[1]')).toEqual({ ok: false, error: 'no-object' })
    expect(eventsIn(JSON.stringify(Array.from({ length: 101 }, () => ({}))))).toEqual({ ok: false, error: 'too-many' })
  })

  test('become tests that pass where they should', () => {
    const event = { Image: 'C:\\tool.exe', CommandLine: 'tool -x "a": b', deep: { list: [1, 2], no: [{}] } }
    expect(flat(event)).toEqual({ Image: 'C:\\tool.exe', CommandLine: 'tool -x "a": b', 'deep.list': [1, 2] })
    const logsource = { product: 'windows', category: 'process_creation' }
    const more = { rule: 'r-tool', says: 'pasted: one', logsource, event }
    const written = withCase(withCase(tests, { ...more, kind: 'positive' }), { ...more, kind: 'negative' })
    const { cases, testFaults } = judge({ ...asked, tests: written })
    expect(testFaults).toEqual([])
    expect(cases.map(({ kind, passed }) => [kind, passed])).toEqual([
      ['positive', true],
      ['positive', true],
      ['negative', false],
      ['negative', true],
    ])
    const anew = withCase('', { ...more, kind: 'positive' })
    expect(judge({ ...asked, tests: anew }).cases).toMatchObject([{ says: 'pasted: one', passed: true }])
  })
})
