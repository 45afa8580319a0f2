import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { beginCandidates, newCandidates } from './candidates.ts'
import { compile } from './compile.ts'
import { objectFields } from './fields-object.ts'
import type { Indexed } from './filing.ts'
import { type FinderMemory, finderMemory, placedImage, placeOfImage } from './finder-memory.ts'
import { fold } from './fold.ts'
import { newImage } from './image.ts'
import { newReader } from './index-of-rules.ts'
import { textShare } from './known-texts.ts'
import { loadRules } from './load.ts'
import { newPage } from './page.ts'
import { findCandidates, ruleIndex } from './rule-index.ts'
import type { Witness } from './witness.ts'

const unit = fc.constantFrom(
  'a',
  'b',
  'A',
  'B',
  ':',
  '\\',
  '-',
  '/',
  's',
  '\u017f',
  '\u212a',
  'é',
  'É',
  '×',
  'ß',
  '\u2013',
  '\u4e2d',
)
const text = fc.string({ unit, maxLength: 40 })
const word = fc.string({ unit, minLength: 1, maxLength: 20 }).map(fold)
const slots = new Map([...'fghijklmnopqrs'].map((name, slot) => [name, slot]))
const field = fc.constantFrom(...slots.keys())
const kind = fc.constantFrom('equals' as const, 'prefix' as const, 'suffix' as const, 'contains' as const)
/** Keywords without dashes: the index that is read takes these for one where a keyword has its place in a value, the other does not. */
const witness: fc.Arbitrary<Witness> = fc.oneof(
  fc.record({ field, kind, text: word }),
  fc.record({ field, kind: fc.constantFrom('equals', 'present'), text: fc.constant('') }),
  fc.record({ field: fc.constant(''), kind, text: word.map((text) => text.replaceAll(/[-/\u2013]/g, 'a')) }),
)
const contained = fc.record({ field: field, kind: fc.constant('contains' as const), text: word })
const value = fc.oneof(text, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 }))
const event = fc.dictionary(fc.oneof(field, fc.constantFrom('x', 'y')), value, { maxKeys: 8 })

function finderOf(indexed: readonly Indexed[], words: readonly string[], memory: FinderMemory | undefined) {
  const rules = indexed.length
  const found = newCandidates(rules + words.length)
  const scratch = newCandidates(rules + words.length)
  const frame = { slots, rules, words, share: textShare(), scratch, reader: newReader(newPage()), memory }
  const index = ruleIndex(indexed, frame, found)
  const fields = objectFields(slots)
  return (object: object) => {
    fields.load(object)
    beginCandidates(found)
    findCandidates(index, frame, fields, found)
    return [...found.list.subarray(0, found.count)].sort((a, b) => a - b)
  }
}

function indexedOf(lists: readonly (readonly Witness[] | undefined)[], words: readonly string[]): Indexed[] {
  return lists.map((any, rule) => ({
    rule,
    witnesses: any === undefined ? undefined : { cost: 1, any },
    words: words.flatMap((_, number) => (number % lists.length === rule ? [lists.length + number] : [])),
  }))
}

describe('the index in the memory of WebAssembly and the one that is read without', () => {
  const memory = finderMemory()

  test('is there, where tests run', () => {
    expect(memory).toBeDefined()
  })

  test.prop(
    [
      fc.array(fc.option(fc.array(witness, { minLength: 1, maxLength: 8 }), { nil: undefined, freq: 20 }), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.uniqueArray(word, { maxLength: 30 }),
      fc.array(event, { maxLength: 6 }),
    ],
    { numRuns: 150 },
  )('name the same rules and words', (lists, words, events) => {
    const indexed = indexedOf(lists, words)
    const [flat, read] = [finderOf(indexed, words, memory), finderOf(indexed, words, undefined)]
    for (const one of events) expect(flat(one)).toEqual(read(one))
    // Once more: what was found to hold nothing is not looked at again.
    for (const one of events) expect(flat(one)).toEqual(read(one))
  })

  test.prop(
    [
      fc.array(fc.array(contained, { minLength: 5, maxLength: 30 }), { minLength: 20, maxLength: 30 }),
      fc.array(event, { maxLength: 6 }),
    ],
    { numRuns: 30 },
  )('name the same rules where a field is searched for hundreds of texts', (lists, events) => {
    const one = lists.map((list) => list.map((entry) => ({ ...entry, field: 'f' })))
    const [flat, read] = [finderOf(indexedOf(one, []), [], memory), finderOf(indexedOf(one, []), [], undefined)]
    for (const event of events) expect(flat(event)).toEqual(read(event))
  })

  test('agree on events that are longer than the memory, and on many values', () => {
    const words = ['mimikatz', 'sekurlsa']
    const indexed = indexedOf([[{ field: '', kind: 'contains', text: 'mimikatz' }]], words)
    const [flat, read] = [finderOf(indexed, words, memory), finderOf(indexed, words, undefined)]
    const long = { x: `${'x'.repeat(5_000_000)}SEKURLSA`, y: 'mimikatz' }
    const many = Object.fromEntries(
      Array.from({ length: 40_000 }, (_, n) => [`n${n}`, n === 39_999 ? 'MimiKatz' : 'nothing']),
    )
    for (const event of [long, many, { x: 'sekurlsa' }]) expect(flat(event)).toEqual(read(event))
    expect(flat(long)).toEqual([0, 1, 2])
  })

  test('no word is found that begins in one value and ends in the next', () => {
    const words = ['mimikatz']
    const flat = finderOf(indexedOf([[{ field: '', kind: 'contains', text: 'mimikatz' }]], words), words, memory)
    expect(flat({ f: 'xxxxmimi', g: 'katzxxxx' })).toEqual([])
    expect(flat({ f: 'xxxxmimi', g: 'katzmimikatz' })).toEqual([0, 1])
  })

  test('images that do not fit together take turns, and one that never fits is refused', () => {
    if (memory === undefined) return
    const image = (size: number) => placedImage({ ...newImage(), bytes: new Uint8Array(size), end: size })
    const [one, other] = [image(20_000_000), image(20_000_000)]
    const words = ['mimikatz']
    const find = finderOf(indexedOf([[{ field: '', kind: 'contains', text: 'mimikatz' }]], words), words, memory)
    for (let round = 0; round < 3; round++) {
      expect(placeOfImage(memory, one)).toBe(placeOfImage(memory, one))
      expect(find({ f: 'MIMIKATZ' })).toEqual([0, 1])
      expect(placeOfImage(memory, other)).toBeDefined()
      expect(find({ f: 'MIMIKATZ' })).toEqual([0, 1])
    }
    expect(placeOfImage(memory, image(40_000_000))).toBeUndefined()
  })
})

describe('a reason', () => {
  const rule = (words: readonly string[]) =>
    `title: t\nlogsource: {product: x}\ndetection:\n  k: ${JSON.stringify(words)}\n  condition: k\n`

  test.prop(
    [
      fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 5, maxLength: 8 }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.array(event, { maxLength: 4 }),
      fc.nat(6),
    ],
    { numRuns: 60 },
  )('told of keywords while a match is reported is the one that is told later', (words, events, at) => {
    const engine = compile(loadRules([{ path: 'a.yml', text: rule(words) }]))
    const fields = objectFields(engine.slots)
    for (const one of events) {
      const [held = ''] = words
      fields.load({ ...one, m: `${'x'.repeat(at)}${held.toUpperCase()} ${held}`, n: held, o: 1 })
      const told: unknown[] = []
      engine.match('all', fields, (rule) => told.push(engine.explain(rule, fields)))
      expect(told).toEqual(engine.set.rules.map((rule) => engine.explain(rule, fields)))
    }
  })
})
