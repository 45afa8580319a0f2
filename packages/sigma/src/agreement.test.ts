import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readNetwork } from './address.ts'
import type { Node, Part, Test } from './detection.ts'
import { compile, type LogSource, mapFields, type Rule, type Scalar, type Value } from './index.ts'
import { tidyPattern } from './pattern.ts'
import { meets } from './plain.ts'

/** Few letters, so that rules and events meet often; odd ones, so that folding and classes are tried. */
const letters = [
  'a',
  'A',
  'b',
  '\\',
  '-',
  '/',
  '\u2013',
  's',
  '\u017f',
  'k',
  '\u212a',
  'é',
  'É',
  '\u0130',
  'Σ',
  'ς',
  '\ud83d',
  '\0',
  '.',
  '1',
]
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 })
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  { weight: 8, arbitrary: text },
  fc.constantFrom<Scalar>(null, true, false, 1, 11, 1.5, '1', '11', '10.1.2.3', '::1', '2025-08-02T10:11'),
)
const value: fc.Arbitrary<Value> = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }))
const field = fc.constantFrom('f', 'g', 'h', '__proto__', 'constructor')
const event = fc
  .uniqueArray(fc.tuple(field, value), { selector: ([name]) => name, maxLength: 5 })
  .map((entries) => new Map(entries))

const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: text.filter((one) => one !== '').map((one): Part => ({ kind: 'text', text: one })) },
  { weight: 2, arbitrary: fc.constant<Part>({ kind: 'many' }) },
  fc.constantFrom<Part>({ kind: 'one' }, { kind: 'dash' }),
)
const textTest = fc.record({
  kind: fc.constant('text' as const),
  pattern: fc.oneof(
    fc.array(part, { maxLength: 5 }).map(tidyPattern),
    text.map((one) => tidyPattern([{ kind: 'many' }, { kind: 'text', text: one }, { kind: 'many' }])),
  ),
  cased: fc.boolean(),
})
const regexTest = fc.record({
  kind: fc.constant('regex' as const),
  source: fc.constantFrom(
    'a+b',
    '^a',
    'b$',
    'aab',
    '(a|b)\\\\',
    'sk',
    '[ab]{2}',
    'a.?s',
    'x|a',
    '(?:ab)+',
    'éa',
    '\\.1',
    'aaa?b',
    'a{0}b',
  ),
  flags: fc.constantFrom('', 'i', 'm', 's', 'is'),
})
const network = fc
  .constantFrom('10.0.0.0/8', '10.1.2.3', '0.0.0.0/0', '::/0', '::1/128', '10.1.2.0/23')
  .map((name): Test => {
    return { kind: 'cidr', network: name, bytes: [], bits: 0, ...readNetwork(name) }
  })
const oneTest: fc.Arbitrary<Test> = fc.oneof(
  { weight: 8, arbitrary: textTest },
  { weight: 2, arbitrary: regexTest },
  network,
  fc.constantFrom<Test>({ kind: 'null' }, { kind: 'exists', wanted: 'present' }, { kind: 'exists', wanted: 'absent' }),
  fc.record({
    kind: fc.constant('fieldref' as const),
    other: field,
    how: fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
    cased: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    part: fc.constantFrom(undefined, 'hour' as const, 'day' as const),
    is: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const, 'eq' as const),
    than: fc.constantFrom(0, 1, 1.5, 2, 10, 11),
  }),
)
const { node } = fc.letrec<{ node: Node; leaf: Node }>((tie) => ({
  leaf: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), field, test: oneTest }) },
    fc.record({ kind: fc.constant('keyword' as const), test: fc.oneof(textTest, regexTest) }),
  ),
  node: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: tie('leaf') },
    fc.record({ kind: fc.constant('and' as const), nodes: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('or' as const), nodes: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('not' as const), node: tie('node') }),
  ),
}))

const word = fc.option(fc.constantFrom('x', 'y'), { nil: undefined })
const logsource: fc.Arbitrary<LogSource> = fc
  .record({ product: word, category: word, service: word })
  .map((stated) => Object.fromEntries(Object.entries(stated).filter(([, name]) => name !== undefined)))
const rules = fc
  .array(fc.tuple(node, logsource), { minLength: 1, maxLength: 30 })
  .map((list) => list.map(([detection, source], index): Rule => ruleOf(`r${index}`, detection, source)))

function ruleOf(id: string, detection: Node, source: LogSource): Rule {
  return {
    kind: 'rule',
    id,
    title: id,
    level: 'low',
    tags: [],
    techniques: [],
    falsepositives: [],
    references: [],
    path: 'generated.yml',
    line: 1,
    version: id,
    warnings: [],
    logsource: source,
    fields: [],
    detection,
    filters: [],
  }
}

function applies(rule: Rule, given: LogSource): boolean {
  const { product, category, service } = rule.logsource
  if (product !== undefined && product !== given.product?.toLowerCase()) return false
  if (category !== undefined && category !== given.category?.toLowerCase()) return false
  return service === undefined || service === given.service?.toLowerCase()
}

describe('the index', () => {
  test.prop([rules, fc.array(event, { minLength: 1, maxLength: 10 })], { numRuns: 400 })(
    'finds exactly what the plain evaluator finds, in the order of the rules',
    (list, events) => {
      const engine = compile({ rules: list, correlations: [], refused: [], others: [] })
      const fields = mapFields(engine.slots)
      for (const native of events) {
        const found: string[] = []
        fields.load(native, new Map())
        engine.match('all', fields, (rule) => found.push(rule.id))
        expect(found).toEqual(list.filter((rule) => meets(rule.detection, native)).map((rule) => rule.id))
      }
    },
  )

  test.prop([rules, fc.array(event, { minLength: 1, maxLength: 10 })], { numRuns: 10 })(
    'finds the same when events come again and it has learned which texts are rare',
    (list, events) => {
      const engine = compile({ rules: list, correlations: [], refused: [], others: [] })
      const fields = mapFields(engine.slots)
      const expected = events.map((native) =>
        list.filter((rule) => meets(rule.detection, native)).map((rule) => rule.id),
      )
      for (let round = 0; round * events.length < 1500; round++) {
        for (const [index, native] of events.entries()) {
          const found: string[] = []
          fields.load(native, new Map())
          engine.match('all', fields, (rule) => found.push(rule.id))
          if (found.length !== expected[index]?.length || round % 100 === 0) expect(found).toEqual(expected[index])
        }
      }
    },
  )

  test('a rule that is named for nearly every event is filed under a rarer part of it', () => {
    const detection: Node = {
      kind: 'and',
      nodes: [
        {
          kind: 'ask',
          field: 'f',
          test: { kind: 'text', pattern: [{ kind: 'text', text: 'long and rare, it seems' }], cased: false },
        },
        { kind: 'ask', field: 'g', test: { kind: 'text', pattern: [{ kind: 'text', text: 'x' }], cased: false } },
      ],
    }
    const [rule] = fc.sample(rules, { numRuns: 1, seed: 1 })[0] ?? []
    if (rule === undefined) throw new Error('no rule was made')
    const engine = compile({ rules: [{ ...rule, detection }], correlations: [], refused: [], others: [] })
    const fields = mapFields(engine.slots)
    const play = (times: number, g: string) => {
      let hits = 0
      for (let i = 0; i < times; i++) {
        fields.load(
          new Map([
            ['f', 'long and rare, it seems'],
            ['g', g],
          ]),
          new Map(),
        )
        engine.match('all', fields, () => hits++)
      }
      return hits
    }
    expect(play(1500, 'y')).toBe(0)
    const before = engine.candidacies({ ...rule, detection })
    expect(play(1000, 'y')).toBe(0)
    expect(engine.candidacies({ ...rule, detection })).toBe(before)
    expect(play(2, 'x')).toBe(2)
  })

  test.prop([rules, event, fc.array(logsource, { maxLength: 3 })])(
    'asks only rules whose stated keys one logsource of the event has, case aside',
    (list, native, sources) => {
      const engine = compile({ rules: list, correlations: [], refused: [], others: [] })
      const fields = mapFields(engine.slots)
      fields.load(native, new Map())
      const found: string[] = []
      const shouted = sources.map((source) =>
        Object.fromEntries(Object.entries(source).map(([key, name]) => [key, name.toUpperCase()])),
      )
      engine.match(shouted, fields, (rule) => found.push(rule.id))
      const awake = list.filter((rule) => sources.some((source) => applies(rule, source)))
      expect(found).toEqual(awake.filter((rule) => meets(rule.detection, native)).map((rule) => rule.id))
      expect(engine.asleep(sources)).toEqual(list.filter((rule) => !awake.includes(rule)))
    },
  )

  test.prop([rules, event])('explains hits with parts of values that are there, and nothing else', (list, native) => {
    const engine = compile({ rules: list, correlations: [], refused: [], others: [] })
    const fields = mapFields(engine.slots)
    fields.load(native, new Map())
    for (const rule of list) {
      const matched = engine.explain(rule, fields)
      if (!meets(rule.detection, native)) expect(matched).toEqual([])
      for (const one of matched) {
        expect(one.asked).not.toBe('')
        for (const [start, end] of one.ranges) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(String(one.value).length)
        }
      }
    }
  })
})
