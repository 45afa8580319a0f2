import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { readPlainYaml } from './plain-yaml.ts'
import { Refused } from './refuse.ts'
import { readAnyYaml } from './yaml-tree.ts'

/** The two readers must agree wherever the plain one answers at all. */
function agree(text: string): 'read' | 'left' {
  const plain = readPlainYaml(text)
  if (plain === undefined) return 'left'
  expect([plain]).toEqual(readAnyYaml(text))
  return 'read'
}

describe('the plain reader', () => {
  test.each([
    `# a comment\ntitle: A rule # and a comment\ndetection:\n  sel:\n    - Image|endswith: '\\a.exe'\n      CommandLine|contains|all:\n        - ' -x '\n        - it''s\n    - b: 4688\n  condition: sel\n`,
    'a: |\n  one\n\n  two\n    three\nb: 2\n',
    'a: |\n  one\n',
    'a:\n- x\n- y\nb: 2025-08-02\n',
    "a:\n  '|all':\n    - x\n",
    'a: "x # y" # z\nb: true\nc: null\nd: -5\ne: 10.0.0.1\n',
    'a:\n    b:\n        - c: d\n          e: f\n        - g\n',
  ])('reads what rules are written in: %#', (text) => {
    expect(agree(text)).toBe('read')
  })

  test.each([
    'a: &x 1\nb: *x\n',
    'a: [1]\n',
    'a: {b: 1}\n',
    'a: >\n  x\n',
    'a: |-\n  x\n',
    'a: x\n  y\n',
    "a: 'x\n  y'\n",
    'a: 1\na: 2\n',
    'a: 0x17\n',
    'a: 1e3\n',
    'a: 12345678901234567890\n',
    '---\na: 1\n',
    'a: 1\n---\nb: 2\n',
    'a:\tb\n',
    'a: b: c\n',
    'a: "\\n"\n',
    'a:\n',
    '- a\n-b\n',
    'a: !!str 1\n',
    'a: @x\n',
    'a: 1\n b: 2\n',
    'true: 1\n',
    'a: .5\n',
    'a: ~\n',
    'a: Null\n',
  ])('leaves the rest to the library, and is right where it does not: %#', (text) => {
    agree(text)
  })

  const shards = fc.constantFrom(
    'a',
    'b:',
    ' ',
    '  ',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    ': ',
    "'",
    '"',
    '#',
    ' #',
    '|',
    '1',
    '-',
    '0x1',
    'true',
    'x y',
    '*',
    '.',
    '\\',
    '[',
    ']',
    '>',
    'é',
    '~',
    'e5',
    ':',
  )
  prop.prop([fc.array(shards, { maxLength: 25 }).map((list) => list.join(''))], { numRuns: 3000 })(
    'agrees with the library on any text that it reads',
    (text) => {
      try {
        agree(text)
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
      }
    },
  )

  const word = fc.constantFrom(
    'alpha',
    'b-c',
    "'it''s'",
    '"q"',
    '4688',
    '-7',
    'null',
    'true',
    'x # c',
    'C:\\a',
    '2025-01-02',
    '1.5',
    '10.0.0.1',
    "''",
    'a: b',
    '*x',
    '%p%',
    '0',
  )
  const key = fc.constantFrom('a', 'b|contains', 'c.d', "'|all'", 'EventID', 'x y', 'true', '1')
  const block: fc.Arbitrary<string[]> = fc.letrec<{ block: string[] }>((tie) => ({
    block: fc.oneof(
      { maxDepth: 3 },
      fc.array(
        fc.tuple(key, word).map(([k, v]) => `${k}: ${v}`),
        { minLength: 1, maxLength: 3 },
      ),
      fc.array(
        word.map((v) => `- ${v}`),
        { minLength: 1, maxLength: 3 },
      ),
      fc
        .tuple(key, tie('block'), fc.constantFrom('', '  ', '    '))
        .map(([k, inner, pad]) => [`${k}:`, ...inner.map((line) => pad + line)]),
      tie('block').map((inner) => inner.map((line, index) => (index === 0 ? '- ' : '  ') + line)),
      fc.tuple(key, tie('block')).map(([k, inner]) => [`${k}: |`, ...inner.map((line) => `  ${line}`)]),
    ),
  })).block
  prop.prop([fc.array(block, { maxLength: 4 }).map((blocks) => `${blocks.flat().join('\n')}\n`)], { numRuns: 3000 })(
    'agrees with the library on texts shaped like rules',
    (text) => {
      agree(text)
    },
  )
})
