import { describe, expect, test } from 'vitest'
import { compile, loadRules, mapFields, type Rule, type Value } from './index.ts'
import { meets } from './plain.ts'

type Event = Readonly<Record<string, Value>>

/** A rule whose detection is the given YAML, indented by two. */
function ruleOf(detection: string, placeholders?: ReadonlyMap<string, readonly string[]>): Rule {
  const text = `title: t\nlogsource:\n  product: test\ndetection:\n${detection.replace(/^/gm, '  ')}\n`
  const set = loadRules([{ path: 'rule.yml', text }], placeholders === undefined ? {} : { placeholders })
  const [rule] = set.rules
  if (rule === undefined) throw new Error(JSON.stringify(set.refused))
  return rule
}

/** Whether engine and plain evaluator, which must agree, let the rule speak of the event. */
function speaks(detection: string, event: Event, placeholders?: ReadonlyMap<string, readonly string[]>): boolean {
  const rule = ruleOf(detection, placeholders)
  const engine = compile({ rules: [rule], correlations: [], refused: [], others: [] })
  const fields = mapFields(engine.slots)
  const native = new Map(Object.entries(event))
  fields.load(native, new Map())
  let spoken = false
  engine.match('all', fields, () => {
    spoken = true
  })
  expect(meets(rule.detection, native)).toBe(spoken)
  return spoken
}

/** One search over one field. */
function asks(item: string, event: Event): boolean {
  return speaks(`s:\n  ${item}\ncondition: s`, event)
}

describe('values', () => {
  test.each<[string, Value, boolean]>([
    ['f: Admin', 'aDMIN', true],
    ['f: Admin', 'admins', false],
    ['f: 4688', 4688, true],
    ['f: 4688', '4688', true],
    ["f: '4688'", 4688, true],
    ['f: 4688', '04688', false],
    ['f: true', 'True', true],
    ["f: 'true'", true, true],
    ['f: [a, b]', 'B', true],
    ['f: [a, b]', 'c', false],
    ["f: ''", '', true],
    ["f: ''", null, false],
    ['f: null', null, true],
    ['f: null', '', false],
    ["f: '*'", '', true],
    ["f: '*'", null, false],
    ['f: 12345678901234567890', '12345678901234567890', true],
  ])('%s against %j is %s', (item, value, expected) => {
    expect(asks(item, { f: value })).toBe(expected)
  })

  test('null also means absent, an empty text does not', () => {
    expect(asks('f: null', {})).toBe(true)
    expect(asks("f: ''", {})).toBe(false)
    expect(asks("f: '*'", {})).toBe(false)
  })

  test('a list in the event matches if any of its elements does, and all asks each value of any element', () => {
    expect(asks('f: b', { f: ['a', 'b'] })).toBe(true)
    expect(asks('f|contains|all: [a, b]', { f: ['xa', 'xb'] })).toBe(true)
    expect(asks('f|contains|all: [a, c]', { f: ['xa', 'xb'] })).toBe(false)
    expect(asks('f: b', { f: [] })).toBe(false)
    expect(asks('f|re: ^b$', { f: ['a', 'b'] })).toBe(true)
  })
})

describe('wildcards and escapes', () => {
  test.each<[string, string, boolean]>([
    ["f: 'prog?.exe'", 'progA.exe', true],
    ["f: 'prog?.exe'", 'prog.exe', false],
    ["f: 'a*c'", 'ac', true],
    ["f: 'a*c'", 'a\nb\nc', true],
    ["f: 'a?c'", 'a\nc', true],
    ["f: 'a*b*c'", 'aXbYc', true],
    ["f: 'a*b*c'", 'aXcYb', false],
    ["f: 'ab*ba'", 'aba', false],
    ["f: 'a\\*c'", 'a*c', true],
    ["f: 'a\\*c'", 'abc', false],
    ["f: 'a\\\\*c'", 'a\\xc', true],
    ["f: 'a\\\\*c'", 'axc', false],
    ["f: 'a\\\\\\*c'", 'a\\*c', true],
    ["f: 'a\\\\\\*c'", 'a\\xc', false],
    ["f: 'a\\\\\\\\c'", 'a\\\\c', true],
    ["f: 'C:\\Windows'", 'c:\\windows', true],
    ["f: 'C:\\\\Windows'", 'c:\\windows', true],
    ["f|contains: 'a?b*'", 'xxaXbyy', true],
    ["f|endswith: '*x?z'", 'aaaxyz', true],
    ["f|startswith: 'x?'", 'x', false],
  ])('%s against %j is %s', (item, value, expected) => {
    expect(asks(item, { f: value })).toBe(expected)
  })
})

describe('modifiers', () => {
  test.each<[string, Value, boolean]>([
    ["f|contains: 'BC'", 'abcd', true],
    ["f|startswith: 'AB'", 'abcd', true],
    ["f|startswith: 'b'", 'abcd', false],
    ["f|endswith: '\\cmd.exe'", 'C:\\Windows\\CMD.EXE', true],
    ["f|endswith: '\\cmd.exe'", 'cmd.exe', false],
    ['f|contains|all: [a, c]', 'abc', true],
    ['f|contains|all: [a, x]', 'abc', false],
    ["f|cased: 'Ab'", 'Ab', true],
    ["f|cased: 'Ab'", 'ab', false],
    ["f|contains|cased: 'B'", 'abc', false],
    ["f|endswith|cased: 'C'", 'abC', true],
    ["f|neq: 'a'", 'b', true],
    ["f|neq: ['a', 'b']", 'B', false],
    ['f|re: ^a.c$', 'abc', true],
    ['f|re: ^a.c$', 'ABC', false],
    ['f|re|i: ^a.c$', 'ABC', true],
    ['f|re: (?i)^a.c$', 'ABC', true],
    ["f|re: 'a.c'", 'a\nc', false],
    ["f|re|s: 'a.c'", 'a\nc', true],
    ["f|re: '^c'", 'a\nc', false],
    ["f|re|m: '^c'", 'a\nc', true],
    ["f|re: 'foo(bar|baz)?qux'", 'xxfooquxyy', true],
    ["f|re: 'l\\.o[a-z]{2,3}long'", 'l.oxyzlong', true],
    ["f|cidr: '10.0.0.0/8'", '10.200.1.1', true],
    ["f|cidr: '10.0.0.0/8'", '11.0.0.1', false],
    ["f|cidr: '10.0.0.0/8'", 'not an address', false],
    ["f|cidr: '10.0.0.0/8'", '::ffff:10.1.2.3', true],
    ["f|cidr: 'fe80::/10'", 'fe80::1%eth0', true],
    ["f|cidr: 'fe80::/10'", 'fec0::1', false],
    ["f|cidr: ['192.168.0.0/16', '::1/128']", '::1', true],
    ['f|lt: 5', 4, true],
    ['f|lt: 5', '4.5', true],
    ['f|lte: 5', 5, true],
    ['f|gt: 5', 5, false],
    ['f|gte: 5', '5', true],
    ['f|gte: 5', 'five', false],
    ['f|gte: 5', null, false],
    ['f|exists: true', '', true],
    ['f|exists: true', null, true],
    ['f|exists: false', null, false],
    ['f|hour: 3', '2025-08-02T03:59:00Z', true],
    ['f|minute: 59', '2025-08-02 03:59', true],
    ['f|day: 2', '2025-08-02', true],
    ['f|month: 8', '2025-08-02', true],
    ['f|year: 2025', '2025-08-02', true],
    ['f|week: 1', '2024-12-30', true],
    ['f|hour: 0', '2025-08-02', false],
    ['f|hour|gte: 20', '2025-08-02T21:00:00', true],
    ['f|year: 2025', 1754128740, false],
  ])('%s against %j is %s', (item, value, expected) => {
    expect(asks(item, { f: value })).toBe(expected)
  })

  test('exists: false and neq hold of an absent field; all others do not', () => {
    expect(asks('f|exists: false', {})).toBe(true)
    expect(asks('f|neq: a', {})).toBe(true)
    for (const item of ['f|lt: 5', 'f|re: .*', 'f|cidr: 0.0.0.0/0', 'f|contains: a', 'f|fieldref: g'])
      expect(asks(item, { g: 'a' })).toBe(false)
  })

  test('fieldref compares two fields of the event', () => {
    expect(asks('f|fieldref: g', { f: 'A', g: 'a' })).toBe(true)
    expect(asks('f|fieldref: g', { f: 'A' })).toBe(false)
    expect(asks('f|fieldref|cased: g', { f: 'A', g: 'a' })).toBe(false)
    expect(asks('f|fieldref|endswith: g', { f: 'srv-one', g: 'ONE' })).toBe(true)
    expect(asks('f|fieldref|startswith: g', { f: 'one-srv', g: 'one' })).toBe(true)
    expect(asks('f|fieldref|contains: g', { f: 'a-one-b', g: 'one' })).toBe(true)
    expect(asks('f|fieldref|neq: g', { f: 'a', g: 'b' })).toBe(true)
    expect(asks('f|fieldref: g', { f: 5, g: '5' })).toBe(true)
  })

  test('windash stands for every dash that starts a word, each on its own', () => {
    const item = "f|windash|contains|all: [' -enc ', ' /w']"
    expect(asks(item, { f: 'x /enc \u2013w' })).toBe(true)
    expect(asks(item, { f: 'x \u2015enc -w' })).toBe(true)
    expect(asks(item, { f: 'x +enc -w' })).toBe(false)
    expect(asks("f|windash: '-a -b'", { f: '/a \u2014b' })).toBe(true)
    expect(asks("f|windash: '-param-name'", { f: '/param-name' })).toBe(true)
    expect(asks("f|windash: '-param-name'", { f: '-param/name' })).toBe(false)
  })

  test('base64 and its three offsets are found in encoded text', () => {
    const encode = (text: string) => Buffer.from(text).toString('base64')
    expect(asks("f|base64: 'foo bar'", { f: encode('foo bar') })).toBe(true)
    for (const before of ['', 'x', 'xy', 'xyz'])
      expect(asks("f|base64offset|contains: 'http://'", { f: encode(`${before}http://a`) })).toBe(true)
    expect(asks("f|base64offset|contains: 'http://'", { f: encode('ftp://a') })).toBe(false)
    const wide = Buffer.from('..IEX (New', 'utf16le').toString('base64')
    for (const modifier of ['wide', 'utf16le'])
      expect(asks(`f|${modifier}|base64offset|contains: 'IEX'`, { f: wide })).toBe(true)
    const big = Buffer.from('cmd', 'utf16le').swap16().toString('base64')
    expect(asks("f|utf16be|base64: 'cmd'", { f: big })).toBe(true)
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('cmd', 'utf16le')]).toString('base64')
    expect(asks("f|utf16|base64: 'cmd'", { f: marked })).toBe(true)
    expect(asks("f|windash|base64: '-a'", { f: encode('/a') })).toBe(true)
  })

  test('expand fills in placeholders, several values too, and patterns in them', () => {
    const servers = new Map([['Servers', ['srv-1', 'db*']]])
    const detection = "s:\n  f|expand: '%Servers%'\ncondition: s"
    expect(speaks(detection, { f: 'SRV-1' }, servers)).toBe(true)
    expect(speaks(detection, { f: 'db-22' }, servers)).toBe(true)
    expect(speaks(detection, { f: 'ws-1' }, servers)).toBe(false)
    expect(speaks("s:\n  f|contains|expand: 'a\\%%Servers%'\ncondition: s", { f: 'xa%srv-1x' }, servers)).toBe(true)
    expect(asks("f: '%Servers%'", { f: '%servers%' })).toBe(true)
  })
})

describe('keywords', () => {
  test('are searched in every value, in lists too, but not in names', () => {
    const detection = "words:\n  - 'evil*tool'\n  - 4711\ncondition: words"
    expect(speaks(detection, { a: 'x', b: 'an EVIL little TOOL' })).toBe(true)
    expect(speaks(detection, { a: ['x', 'no. 4711!'] })).toBe(true)
    expect(speaks(detection, { a: 4711 })).toBe(true)
    expect(speaks(detection, { 'evil tool': 'x' })).toBe(false)
  })

  test("'|all' asks for each of them, in whichever value", () => {
    const detection = "words:\n  '|all':\n    - one\n    - two\ncondition: words"
    expect(speaks(detection, { a: 'one', b: 'two' })).toBe(true)
    expect(speaks(detection, { a: 'one' })).toBe(false)
  })

  test("'|re' and a single keyword work as well", () => {
    expect(speaks("w:\n  '|re': 'a{3}b'\ncondition: w", { x: 'xaaab' })).toBe(true)
    expect(speaks('w: hello\ncondition: w', { x: 'Hello!' })).toBe(true)
  })
})

describe('conditions', () => {
  const searches = 'sel_a: {a: 1}\nsel_b: {b: 1}\nfilter_c: {c: 1}\n_hidden: {d: 1}\n'
  test.each<[string, Event, boolean]>([
    ['sel_a or sel_b and filter_c', { a: 1 }, true],
    ['(sel_a or sel_b) and filter_c', { a: 1 }, false],
    ['not sel_a and sel_b', { b: 1 }, true],
    ['not (sel_a or sel_b)', { a: 1 }, false],
    ['NOT sel_a AND sel_b', { b: 1 }, true],
    ['1 of sel_*', { b: 1 }, true],
    ['any of sel_*', { b: 1 }, true],
    ['all of sel_*', { b: 1 }, false],
    ['all of sel_*', { a: 1, b: 1 }, true],
    ['1 of *_c', { c: 1 }, true],
    ['1 of them', { d: 1 }, false],
    ['all of them', { a: 1, b: 1, c: 1 }, true],
    ['1 of _hid*', { d: 1 }, true],
    ['1 of sel_* and not 1 of filter_*', { a: 1, c: 1 }, false],
    ['not not sel_a', { a: 1 }, true],
  ])('%s of %j is %s', (condition, event, expected) => {
    expect(speaks(`${searches}condition: ${condition}`, event)).toBe(expected)
  })

  test('a list of conditions is their OR, a list of maps is the OR of its maps', () => {
    expect(speaks(`${searches}condition:\n  - sel_a\n  - filter_c`, { c: 1 })).toBe(true)
    expect(speaks('s:\n  - {a: 1, b: 1}\n  - {c: 1}\ncondition: s', { c: 1 })).toBe(true)
    expect(speaks('s:\n  - {a: 1, b: 1}\n  - {c: 1}\ncondition: s', { a: 1 })).toBe(false)
  })
})

describe('odd events', () => {
  test('names such as __proto__ are names', () => {
    expect(speaks('s: {__proto__: x, constructor: y}\ncondition: s', { ['__proto__']: 'x', constructor: 'y' })).toBe(
      true,
    )
    expect(speaks('s: {constructor: y}\ncondition: s', {})).toBe(false)
  })

  test('NULs, lone surrogates and pairs are characters like others', () => {
    expect(asks('f|contains: "a\\0b"', { f: 'xa\0by' })).toBe(true)
    expect(asks("f: 'x?'", { f: 'x\ud800' })).toBe(true)
    expect(asks("f|endswith: '\u{1F600}'", { f: 'ab\u{1F600}' })).toBe(true)
  })

  test('case folds one unit to one unit: \u0130 and \u03a3 do not move positions, \u017f is an s', () => {
    expect(asks("f|contains: 'be'", { f: '\u0130\u0130 BE' })).toBe(true)
    expect(asks("f: 'mimi\u017fatz'", { f: 'MIMISATZ' })).toBe(true)
    expect(asks("f|endswith: 'ost'", { f: 'ho\u017ft o\u017ft' })).toBe(true)
    expect(asks("f: 'ΟΔΟΣ'", { f: 'οδοσ' })).toBe(true)
    expect(asks("f: 'É'", { f: 'é' })).toBe(true)
  })
})
