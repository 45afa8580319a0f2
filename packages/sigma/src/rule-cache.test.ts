import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile, loadRules, mapFields, readRuleCache, type Value, writeRuleCache } from './index.ts'

const head = (id: string) => `title: Rule ${id}\nid: ${id}\nname: n${id}\nlogsource: {product: x, category: c}\n`

/** One search of every kind. */
const searches = [
  'a: one',
  'a|contains: [evil, "wo?rd", "*"]',
  'a|startswith|cased: Evil',
  'a|endswith: .exe',
  "a|contains|windash: ' -w '",
  "a|re: 'e.il'",
  "a|re|i: '^EVIL$'",
  'b|cidr: [10.0.0.0/8, "fe80::/10"]',
  'b: null',
  'b|exists: false',
  'a|fieldref: b',
  'a|fieldref|contains: b',
  'b|gte: 5',
  'b|hour: 10',
  'a|neq: two',
  'a: ""',
]
const search = fc.constantFrom(...searches)
const rule = fc
  .tuple(fc.array(search, { minLength: 1, maxLength: 3 }), search, fc.boolean(), fc.boolean())
  .map(([first, second, words, not]) => {
    const one = first.map((line) => `    - ${line}\n`).join('')
    const condition = `${not ? 'not s and 1 of t*' : '1 of them'}${words ? ' or w' : ''}`
    return `detection:\n  s:\n${one}  t:\n    ${second}\n  w: [evil, '*worm?x']\n  condition: ${condition}\n`
  })
const others = `title: Many\nid: many\ntocsin: {__proto__: {a: [1, null]}, b: true}\ncorrelation:\n  type: value_count\n  rules: [n0]\n  group-by: [who]\n  aliases: {who: {n0: a}}\n  timespan: 5m\n  condition: {gte: 2, lt: 9, field: b}\n---\ntitle: Filter\nid: filter\nlogsource: {product: x}\nfilter:\n  rules: [n0]\n  s: {a: good}\n  condition: s\n---\ntitle: Broken\nlogsource: {product: x}\ndetection: {s: {a|nonsense: 1}, condition: s}\n`
const value = fc.constantFrom<Value>(
  'one',
  'two',
  'evil',
  'Evil.exe',
  'x -w y',
  '10.1.1.1',
  7,
  null,
  '2025-08-02T10:11',
  ['EVIL', 3],
)
const event = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value).map((fields) => new Map(Object.entries(fields)))

function loaded(rules: readonly string[]) {
  const files = rules.map((text, number) => ({ path: `${number}.yml`, text: head(String(number)) + text }))
  return loadRules([...files, { path: 'others.yml', text: others }, { path: 'README.md', text: '' }])
}

describe('a cache of rules', () => {
  prop.prop([fc.array(rule, { minLength: 1, maxLength: 6 }), fc.array(event, { maxLength: 6 })], { numRuns: 40 })(
    'gives back what was loaded, which judges the same',
    (rules, events) => {
      const set = loaded(rules)
      const back = readRuleCache(writeRuleCache(set, 'key'), 'key')
      expect(back).toEqual(set)
      if (back === undefined) return
      const [one, two] = [compile(set), compile(back)].map((engine) => ({ engine, fields: mapFields(engine.slots) }))
      for (const native of events) {
        const ids = [one, two].map((side) => {
          const found: string[] = []
          side?.fields.load(native, new Map())
          if (side !== undefined) side.engine.match('all', side.fields, ({ id }) => found.push(id))
          return found
        })
        expect(ids[1]).toEqual(ids[0])
      }
    },
  )

  const sound = writeRuleCache(loaded(['detection: {s: {a: b}, condition: s}\n']), 'key')

  prop.prop([fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 })])(
    'is not read with any byte changed',
    (at, by) => {
      const damaged = sound.slice()
      damaged[at] = (damaged[at] ?? 0) ^ by
      expect(readRuleCache(damaged, 'key')).toBeUndefined()
    },
  )

  prop.prop([fc.nat(sound.length - 1)])('is not read cut off', (length) => {
    expect(readRuleCache(sound.slice(0, length), 'key')).toBeUndefined()
  })

  test('is not read under another key', () => {
    expect(readRuleCache(sound, 'kez')).toBeUndefined()
    expect(readRuleCache(sound, 'key')).toBeDefined()
  })

  prop.prop([fc.uint8Array({ maxLength: 300 })])('any other bytes give nothing', (bytes) => {
    expect(readRuleCache(bytes, 'key')).toBeUndefined()
  })
})
