import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compileRegex, regexTest } from './regex.ts'
import { regexNeeds } from './regex-literal.ts'
import { regexFinder, regexMatcher } from './regex-matcher.ts'

const sources = [
  '.{12,}',
  '.{12}',
  '.{12,13}',
  '.{12,}?',
  '.{12,14}?',
  '[a-f0-9]{13,}',
  '(?i).{12,}x',
  '(?s).{14,}',
  '[^/]{12,}$',
  '[^a]{12}',
  '(?i)[^a]{12}',
  '[a-f0-9]{12}',
  '(?i)[k-s]{12}',
  '\\s[a-fA-F0-9]{12}\\s',
  '(set).*&&\\s?set',
  '"\\s*-f',
  'a`+b`',
  'x|.{12,}',
  '(?:.{12,}){0}a',
]
const unit = fc.constantFrom(
  'a',
  'F',
  '0',
  'k',
  '\u212a',
  '\u017f',
  '/',
  '\n',
  ' ',
  '&',
  '`',
  '"',
  '\u{1f600}',
  '\ud83d',
  'é',
)
const text = fc.oneof(
  fc.string({ unit, maxLength: 30 }),
  fc.tuple(unit, fc.integer({ min: 10, max: 30 })).map(([one, times]) => one.repeat(times)),
)

describe('what is looked for before a regular expression runs', () => {
  test.prop([fc.constantFrom(...sources), text], { numRuns: 2000 })('changes nothing', (source, value) => {
    const asked = regexTest(source, new Set())
    expect(regexMatcher(asked)(value)).toBe(compileRegex(asked).test(value))
  })

  test.prop([fc.constantFrom(...sources), text, fc.integer({ min: 1, max: 3 })], { numRuns: 2000 })(
    'finds the same places as the regular expression',
    (source, value, limit) => {
      const asked = regexTest(source, new Set())
      expect(regexFinder(asked)(value, limit)).toEqual(compileRegex(asked).find(value, limit))
    },
  )

  test('is every sure literal, the longest first, and long runs of a class', () => {
    expect(regexNeeds(regexTest('(set).*&&\\s?set.*"', new Set())).literals).toEqual(['set', '&&', '"'])
    expect(regexNeeds(regexTest('\\s[a-f]{64}\\s', new Set())).runs).toMatchObject([{ least: 64 }])
    expect(regexNeeds(regexTest('.{1000,}', new Set())).isRun).toBe(true)
    expect(regexNeeds(regexTest('^.{1000,}', new Set())).isRun).toBe(false)
  })
})
