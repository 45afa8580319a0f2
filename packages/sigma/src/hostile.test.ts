import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile, loadRules, mapFields, type Value } from './index.ts'

const sound =
  'title: t\nlogsource: {product: x}\ndetection:\n  s: {f|contains: evil}\n  words: [worm]\n  condition: s or words\n'

/** Bits of YAML and Sigma, in any order. */
const shards = fc.constantFrom(
  'title: t\n',
  'detection:\n',
  '  s:\n',
  '    a|contains: x\n',
  '  condition: ',
  's',
  ' and ',
  ' not ',
  '1 of ',
  'them',
  '\n',
  '---\n',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a ',
  '!!js ',
  '|',
  '>',
  '\t',
  '#',
  '%',
  '\0',
  '\ud800',
  'correlation:\n',
  '  type: temporal\n',
  '  rules: [t]\n',
  'filter:\n',
  'logsource: {}\n',
  'a|re: "("\n',
  '<<: *a\n',
  '__proto__: 1\n',
  'null',
  '0x',
  '1e999',
  '? ',
)

describe('hostile rules', () => {
  prop.prop([fc.array(shards, { maxLength: 40 }).map((list) => list.join(''))], { numRuns: 500 })(
    'any text ends in rules, refusals or others, and what is loaded compiles and runs',
    (text) => {
      const set = loadRules([{ path: 'a.yml', text }])
      expect(set.rules.length + set.correlations.length + set.refused.length + set.others.length).toBeGreaterThan(0)
      for (const { line, column, reason, fix } of set.refused) {
        expect(line).toBeGreaterThan(0)
        expect(column).toBeGreaterThan(0)
        expect(reason).not.toBe('')
        expect(fix).not.toBe('')
      }
      const engine = compile(set)
      const fields = mapFields(engine.slots)
      fields.load(new Map([['a', 'x']]), new Map())
      engine.match('all', fields, () => undefined)
    },
  )

  prop.prop([fc.nat(sound.length), shards, fc.nat(10)], { numRuns: 300 })(
    'a sound rule with a piece replaced is read or refused',
    (at, shard, length) => {
      const text = sound.slice(0, at) + shard + sound.slice(at + length)
      const set = loadRules([{ path: 'a.yml', text }])
      expect(set.rules.length + set.refused.length + set.others.length + set.correlations.length).toBeGreaterThan(0)
    },
  )

  test('a regular expression that would make others run for ever does not', () => {
    const text = sound.replace('f|contains: evil', "f|re: '^(a+)+(b|bb|bbb)*$'")
    const engine = compile(loadRules([{ path: 'a.yml', text }]))
    const fields = mapFields(engine.slots)
    fields.load(new Map([['f', `${'a'.repeat(20_000)}c`]]), new Map())
    let spoken = 0
    engine.match('all', fields, () => spoken++)
    expect(spoken).toBe(0)
  })

  test.each(['(x{1000}){1000}', '((((a{100}){100}){100}){100})', '(?:a|b|c)'.repeat(2000)])(
    'an expression that is too large is refused: %#',
    (source) => {
      const { refused } = loadRules([{ path: 'a.yml', text: sound.replace('f|contains: evil', `f|re: '${source}'`) }])
      expect(refused).toHaveLength(1)
    },
  )

  test('a wildcard pattern against a long text that nearly fits is quick enough to finish', () => {
    const engine = compile(
      loadRules([{ path: 'a.yml', text: sound.replace('f|contains: evil', `f: '${'*a?'.repeat(100)}*b'`) }]),
    )
    const fields = mapFields(engine.slots)
    fields.load(new Map([['f', 'a'.repeat(200_000)]]), new Map())
    let spoken = 0
    engine.match('all', fields, () => spoken++)
    expect(spoken).toBe(0)
  })

  test('a condition or search of absurd size is refused or read, never fatal', () => {
    const deep = `${'('.repeat(3000)}s${')'.repeat(3000)}`
    const long = Array(20_000).fill('s').join(' or ')
    const many = Array.from({ length: 20_000 }, (_, index) => `      - word${index}`).join('\n')
    const texts = [
      sound.replace('s or words', deep),
      sound.replace('s or words', `${'not '.repeat(3000)}s`),
      sound.replace('s or words', long),
      sound.replace('{f|contains: evil}', `\n    f|contains:\n${many}`),
    ]
    const { rules, refused } = loadRules(
      texts.map((text, index) => ({ path: `${index}.yml`, text: text.replace('title: t', `title: t${index}`) })),
    )
    expect(refused.map(({ path }) => path)).toEqual(['0.yml', '1.yml', '2.yml'])
    expect(rules).toHaveLength(1)
    const engine = compile({ rules, correlations: [], refused: [], others: [] })
    const fields = mapFields(engine.slots)
    fields.load(new Map([['f', 'xxword19999xx']]), new Map())
    let spoken = 0
    engine.match('all', fields, () => spoken++)
    expect(spoken).toBe(1)
  })
})

describe('hostile events', () => {
  const engine = compile(loadRules([{ path: 'a.yml', text: sound }]))
  const fields = mapFields(engine.slots)
  const hits = (event: ReadonlyMap<string, Value>) => {
    let spoken = 0
    fields.load(event, new Map())
    engine.match('all', fields, (rule) => {
      spoken++
      engine.explain(rule, fields)
      engine.inputs(rule, fields)
    })
    return spoken
  }

  test('with 10,000 fields are searched to the last', () => {
    const event = new Map<string, Value>(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, `value ${index}`]))
    expect(hits(event)).toBe(0)
    expect(hits(event.set('last', 'a WORM'))).toBe(1)
  })

  test('with a value of a million characters are judged', () => {
    expect(hits(new Map([['f', `${'evi'.repeat(330_000)}EVIL`]]))).toBe(1)
  })

  test('with names of objects, lone surrogates and NULs are judged', () => {
    for (const name of ['__proto__', 'constructor', 'toString', '', '\0', '\ud800']) {
      expect(hits(new Map([[name, 'x']]))).toBe(0)
      expect(hits(new Map([[name, '\ud800\0worm\udc00']]))).toBe(1)
    }
  })

  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.oneof(fc.string(), fc.double(), fc.constant(null))),
  )
  prop.prop([fc.array(fc.tuple(fc.oneof(fc.string(), fc.constant('f')), anything))])(
    'of any shape are judged',
    (entries) => {
      expect(hits(new Map(entries))).toBeLessThanOrEqual(1)
    },
  )

  prop.prop([
    fc.array(fc.record({ product: fc.string(), category: fc.string(), service: fc.string() }), { maxLength: 5 }),
  ])('from logsources of any name are routed', (logsources) => {
    fields.load(new Map([['f', 'evil']]), new Map())
    let spoken = 0
    engine.match(logsources, fields, () => spoken++)
    expect(spoken).toBe(logsources.some(({ product }) => product.toLowerCase() === 'x') ? 1 : 0)
  })
})
