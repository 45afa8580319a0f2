import { describe, expect, test } from 'vitest'
import { loadRules, type Refusal } from './index.ts'

const head =
  'title: A rule\nid: 6f3e2987-0000-4000-8000-000000000001\nlogsource: {product: windows, category: process_creation}\n'

function load(text: string, path = 'rules/a.yml') {
  return loadRules([{ path, text }])
}

function refusal(text: string): Refusal {
  const { refused } = load(text)
  const [only] = refused
  if (only === undefined) throw new Error('it was not refused')
  return only
}

describe('a rule', () => {
  test('keeps what its author says', () => {
    const { rules, refused } = load(`title: Whoami
id: 6f3e2987-0000-4000-8000-000000000001
name: whoami
status: test
description: Someone asks who he is
author: A. Nyone
date: 2025-08-02
license: Apache-2.0
tags: [attack.discovery, attack.t1033, attack.T1059.001, cve.2020-1]
falsepositives: [Administrators]
references: ['https://example.org/a']
fields: [CommandLine]
level: high
logsource: {product: Windows, category: process_creation, definition: audit on}
detection:
  selection: {Image|endswith: '\\whoami.exe'}
  condition: selection
`)
    expect(refused).toEqual([])
    expect(rules[0]).toMatchObject({
      kind: 'rule',
      id: '6f3e2987-0000-4000-8000-000000000001',
      name: 'whoami',
      title: 'Whoami',
      level: 'high',
      status: 'test',
      author: 'A. Nyone',
      date: '2025-08-02',
      techniques: ['T1033', 'T1059.001'],
      logsource: { product: 'windows', category: 'process_creation' },
      falsepositives: ['Administrators'],
      path: 'rules/a.yml',
      line: 1,
      fields: ['CommandLine'],
    })
  })

  test('has a version that changes with its content and not with its place or line ends', () => {
    const text = `${head}detection:\n  s: {a: 1}\n  condition: s\n`
    const version = (file: string, path?: string) => load(file, path).rules[0]?.version
    expect(version(text)).toMatch(/^[0-9a-f]{32}$/)
    expect(version(text.replaceAll('\n', '\r\n'), 'b.yml')).toBe(version(text))
    expect(version(`# a comment\n---\n${text}`)).toBe(version(text))
    expect(version(text.replace('a: 1', 'a: 2'))).not.toBe(version(text))
  })

  test('has one version for each set of placeholder values', () => {
    const files = [{ path: 'a.yml', text: `${head}detection:\n  s: {a|expand: '%p%'}\n  condition: s\n` }]
    const version = (value: string) => loadRules(files, { placeholders: new Map([['p', [value]]]) }).rules[0]?.version
    expect(version('x')).not.toBe(version('y'))
    expect(loadRules(files).refused[0]?.reason).toContain('%p%')
  })

  test('without an id gets one from its content', () => {
    expect(load('title: t\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}').rules[0]?.id).toMatch(
      /^sigma-[0-9a-f]{16}$/,
    )
  })

  test('may stand with others in one file, each with its line', () => {
    const { rules } = load(
      `title: one\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\n---\n\ntitle: two\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\n`,
    )
    expect(rules.map(({ title, line }) => [title, line])).toEqual([
      ['one', 1],
      ['two', 6],
    ])
  })

  test('may use YAML anchors', () => {
    expect(load(`${head}detection:\n  a: &x {f: 1}\n  b: *x\n  condition: a and b`).refused).toEqual([])
  })

  test('warns of `all` with a single value', () => {
    expect(load(`${head}detection:\n  s: {a|contains|all: x}\n  condition: s`).rules[0]?.warnings).toEqual([
      'rules/a.yml:5:7: a|contains|all says all of a single value',
    ])
  })
})

describe('a refusal names place, reason and remedy', () => {
  const inDetection = (lines: string) => `${head}detection:\n${lines}`
  test.each<[string, string, number, number, RegExp]>([
    ['an unknown modifier', inDetection('  s:\n    a|endwith: x\n  condition: s'), 6, 5, /modifier endwith is unknown/],
    ['a modifier given twice', inDetection('  s: {a|contains|contains: x}\n  condition: s'), 5, 7, /given twice/],
    [
      'modifiers that exclude each other',
      inDetection('  s: {a|re|cidr: x}\n  condition: s'),
      5,
      7,
      /cannot stand together/,
    ],
    ['exists without truth', inDetection('  s: {a|exists: x}\n  condition: s'), 5, 17, /true or false/],
    ['an unknown search', inDetection('  s: {a: 1}\n  condition: s and t'), 6, 20, /no search is called t/],
    ['a pattern without a search', inDetection('  s: {a: 1}\n  condition: 1 of x*'), 6, 19, /no search is called x\*/],
    ['an empty condition', inDetection("  s: {a: 1}\n  condition: ''"), 6, 14, /condition is empty/],
    ['trailing words', inDetection('  s: {a: 1}\n  condition: s s'), 6, 16, /goes on/],
    ['an open parenthesis', inDetection('  s: {a: 1}\n  condition: (s'), 6, 16, /not closed/],
    ['a condition that ends early', inDetection('  s: {a: 1}\n  condition: s and'), 6, 19, /ends too early/],
    ['another quantity', inDetection('  s: {a: 1}\n  condition: 2 of them'), 6, 14, /"2 of" is not Sigma/],
    ['an aggregation', inDetection('  s: {a: 1}\n  condition: s | count() > 3'), 6, 16, /aggregations/],
    ['near', inDetection('  s: {a: 1}\n  condition: near s'), 6, 14, /near is obsolete/],
    ['no condition', inDetection('  s: {a: 1}'), 5, 3, /no condition/],
    ['an empty search', inDetection('  s: {}\n  condition: s'), 5, 6, /search is empty/],
    ['an empty list', inDetection('  s: {a: []}\n  condition: s'), 5, 7, /list of values is empty/],
    ['a list in a list', inDetection('  s: [[a]]\n  condition: s'), 5, 7, /list stands in a list/],
    ['a map as value', inDetection('  s: {a: {b: 1}}\n  condition: s'), 5, 10, /list or a map/],
    ['look-around', inDetection("  s: {a|re: 'x(?=y)'}\n  condition: s"), 5, 13, /looks around/],
    ['a broken expression', inDetection("  s: {a|re: 'x('}\n  condition: s"), 5, 13, /cannot be read/],
    ['a network that is none', inDetection('  s: {a|cidr: 10.0.0.0/33}\n  condition: s'), 5, 15, /is not a network/],
    ['a wildcard in Base64', inDetection("  s: {a|base64: 'x*'}\n  condition: s"), 5, 17, /cannot encode a wildcard/],
    ['a comparison with text', inDetection('  s: {a|gt: x}\n  condition: s'), 5, 13, /needs a number/],
    [
      'two comparisons',
      inDetection('  s: {a|gt|lt: 1}\n  condition: s'),
      5,
      7,
      /cannot stand together|two comparisons/,
    ],
    ['a wildcard in a field name', inDetection("  s: {a|fieldref: 'b*'}\n  condition: s"), 5, 19, /name of a field/],
    ['an unknown level', `${head}level: dire\ndetection: {s: {a: 1}, condition: s}`, 4, 8, /level dire/],
    ['broken YAML', 'title: [a\ndetection: {', 2, 1, /YAML is broken/],
    ['no logsource', 'title: t\ndetection: {s: {a: 1}, condition: s}', 1, 1, /no logsource/],
    ['no title', 'logsource: {}\ndetection: {s: {a: 1}, condition: s}', 1, 1, /no title/],
    ['no detection', 'title: t\nlogsource: {product: x}', 1, 1, /no detection/],
    ['a collection', `title: t\naction: global\n`, 2, 1, /obsolete/],
    [
      'too many dashes to encode',
      inDetection("  s: {a|windash|base64: '-a -b -c -d -e -f'}\n  condition: s"),
      5,
      25,
      /variants/,
    ],
  ])('%s', (_, text, line, column, reason) => {
    const { refused, rules } = load(text)
    expect(rules).toEqual([])
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ path: 'rules/a.yml', line, column })
    expect(refused[0]?.reason).toMatch(reason)
    expect(refused[0]?.fix).not.toBe('')
  })

  test('names the rule', () => {
    expect(refusal(inDetection('  s: {a|x: 1}\n  condition: s')).rule).toBe('6f3e2987-0000-4000-8000-000000000001')
  })

  test('a bad document does not take its neighbours with it', () => {
    const { rules, refused } = load(`title: one\ndetection: {}\n---\n${inDetection('  s: {a: 1}\n  condition: s')}`)
    expect([rules.length, refused.length]).toEqual([1, 1])
  })

  test('of a second rule with the same id says where the first is', () => {
    const text = inDetection('  s: {a: 1}\n  condition: s')
    const { rules, refused } = loadRules([
      { path: 'a.yml', text },
      { path: 'b.yml', text },
    ])
    expect(rules).toHaveLength(1)
    expect(refused[0]).toMatchObject({ path: 'b.yml', reason: expect.stringContaining('a.yml:1') })
  })
})

describe('nothing is passed over in silence', () => {
  test('files that are no rules are named', () => {
    const { others, refused } = loadRules([
      { path: 'README.md', text: '# hello' },
      { path: 'info.yml', text: 'id: x\ntests: 3\n' },
      { path: 'empty.yml', text: '' },
      { path: 'event.json', text: '{}' },
    ])
    expect(refused).toEqual([])
    expect(others.map(({ path }) => path)).toEqual(['README.md', 'info.yml', 'empty.yml', 'event.json'])
  })

  test('nested a hundred thousand deep is refused in words that a person understands', () => {
    const { refused } = loadRules([{ path: 'abyss.yml', text: `detection: ${'['.repeat(100_000)}` }])
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toContain('nested')
  })

  test('huge, deep and self-multiplying files are refused', () => {
    const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++) {
      const [name, before] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)]
      laughs.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
    }
    const { refused } = loadRules([
      { path: 'huge.yml', text: 'x'.repeat(10_000_000) },
      { path: 'deep.yml', text: `detection: ${'['.repeat(5000)}` },
      { path: 'nested.yml', text: `detection: ${'['.repeat(500)}${']'.repeat(500)}` },
      { path: 'laughs.yml', text: laughs.join('\n') },
    ])
    expect(refused.map(({ path }) => path)).toEqual(['huge.yml', 'deep.yml', 'nested.yml', 'laughs.yml'])
  })
})

describe('a filter', () => {
  const rule = `${head}name: who\ndetection:\n  s: {Image: x}\n  condition: s\n`
  const filter = (body: string, logsource = '{product: windows}') =>
    `title: F\nid: f1\nlogsource: ${logsource}\nfilter:\n${body}\n`
  const load2 = (text: string) =>
    loadRules([
      { path: 'a.yml', text: rule },
      { path: 'f.yml', text },
    ])

  test('narrows the rules that it names by id or name, and gives them another version', () => {
    const bare = load(rule).rules[0]?.version
    for (const names of ['[6f3e2987-0000-4000-8000-000000000001]', '[who]', 'any']) {
      const { rules, refused } = load2(filter(`  rules: ${names}\n  adm: {User: a}\n  condition: adm`))
      expect(refused).toEqual([])
      expect(rules[0]?.filters).toEqual(['f1'])
      expect(rules[0]?.version).not.toBe(bare)
      expect(rules[0]?.detection).toMatchObject({ kind: 'and', nodes: [{}, { kind: 'not' }] })
    }
  })

  test.each<[string, string, RegExp]>([
    ['a rule that is not loaded', filter('  rules: [nobody]\n  s: {a: 1}\n  condition: s'), /no loaded rule/],
    [
      'another logsource',
      filter('  rules: [who]\n  s: {a: 1}\n  condition: s', '{product: linux}'),
      /logsource is not that/,
    ],
    ['a negated condition', filter('  rules: [who]\n  s: {a: 1}\n  condition: not s'), /negation/],
    ['no rules', filter('  s: {a: 1}\n  condition: s'), /names no rules/],
  ])('is refused for %s, and the rule stays as it was', (_, text, reason) => {
    const { rules, refused } = load2(text)
    expect(refused[0]?.reason).toMatch(reason)
    expect(refused[0]?.path).toBe('f.yml')
    expect(rules[0]?.filters).toEqual([])
  })
})
