import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { newAutomaton, scanAutomaton } from './automaton.ts'
import { beginCandidates, type Candidates, newCandidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { fold } from './fold.ts'
import { glanced, glanceFor } from './glance.ts'
import { newSkipper, scanSkipping } from './skipper.ts'
import { type Entry, newTrie, scanTrie } from './trie.ts'
import { between, hasWord, newWordFinder, scanWords, scanWordsOnce } from './word-finder.ts'

const unit = fc.constantFrom(
  'a',
  'b',
  'c',
  'A',
  ':',
  '\\',
  '-',
  's',
  '\u017f',
  'K',
  '\u212a',
  'é',
  '\ud83d',
  '\ude00',
  '\u4e2d',
)
const text = fc.string({ unit, maxLength: 60 })
const words = (minLength: number) =>
  fc.array(fc.string({ unit, minLength, maxLength: 12 }).map(fold), { minLength: 1, maxLength: 120 })

function entriesOf(list: readonly string[]): Entry[] {
  return list.map((word, rule) => ({ text: word, rule }))
}

function found(rules: number, scan: (into: Candidates) => void): number[] {
  const candidates = newCandidates(rules)
  beginCandidates(candidates)
  scan(candidates)
  return [...candidates.list.subarray(0, candidates.count)].sort((a, b) => a - b)
}

/** Dashes count as one to the index; what else it finds must really be there. */
function present(list: readonly string[], holds: (word: string) => boolean): number[] {
  return list.flatMap((word, rule) => (holds(word.replaceAll(/[-/\u2013-\u2015]/g, '-')) ? [rule] : []))
}

const plain = (value: string) => fold(value).replaceAll(/[-/\u2013-\u2015]/g, '-')

describe('finders', () => {
  test.prop([words(1), text])('an automaton finds every word that the text contains, and no other', (list, value) => {
    const automaton = newAutomaton(entriesOf(list), characterClasses(list))
    const expected = present(list, (word) => plain(value).includes(word))
    expect(found(list.length, (into) => scanAutomaton(automaton, value, into))).toEqual(expected)
  })

  test.prop([words(5), text])('a skipper misses no word that the text contains', (list, value) => {
    const skipper = newSkipper(entriesOf(list), characterClasses(list))
    const seen = found(list.length, (into) => scanSkipping(skipper, value, into))
    expect(seen).toEqual(expect.arrayContaining(present(list, (word) => plain(value).includes(word))))
  })

  test.prop([words(3), text])('a word finder finds every word that the text contains, exactly', (list, value) => {
    const { finder } = newWordFinder(entriesOf(list))
    const expected = list.flatMap((word, rule) => (fold(value).includes(word) ? [rule] : []))
    expect(found(list.length, (into) => scanWords(finder, value, into))).toEqual(expected)
    expect(hasWord(finder, value)).toBe(expected.length > 0)
  })

  test.prop([words(3), fc.array(text, { maxLength: 8 })])(
    'texts looked through together hold what each of them holds, whatever was looked through before',
    (list, values) => {
      const { finder } = newWordFinder(entriesOf(list))
      const expected = list.flatMap((word, rule) => (values.some((one) => fold(one).includes(word)) ? [rule] : []))
      found(list.length, (into) => scanWordsOnce(finder, list.join('').repeat(3), into))
      expect(found(list.length, (into) => scanWordsOnce(finder, values.join(between), into))).toEqual(expected)
    },
  )

  test('a text that is longer than what is read at once is read all the same', () => {
    const { finder } = newWordFinder([{ text: 'mimikatz', rule: 0 }])
    const long = 'x'.repeat(70_000)
    expect(found(1, (into) => scanWordsOnce(finder, `${long}MimiKatz`, into))).toEqual([0])
    expect(found(1, (into) => scanWordsOnce(finder, long, into))).toEqual([])
  })

  test.prop([words(1), text])('a glance overlooks no word that the text contains', (list, value) => {
    if (list.some((word) => plain(value).includes(word.replaceAll(/[-/\u2013-\u2015]/g, '-'))))
      expect(glanced(glanceFor(list), value)).toBe(true)
  })

  test.prop([words(1), text])('a trie finds beginnings, whole values, and endings', (list, value) => {
    const entries = entriesOf(list)
    const classes = characterClasses(list)
    const check = (open: Entry[], whole: Entry[], step: 1 | -1, holds: (word: string) => boolean) => {
      const trie = newTrie(open, whole, classes, step)
      expect(found(list.length, (into) => scanTrie(trie, value, into))).toEqual(present(list, holds))
    }
    check(entries, [], 1, (word) => plain(value).startsWith(word))
    check([], entries, 1, (word) => plain(value) === word)
    check(entries, [], -1, (word) => plain(value).endsWith(word))
  })

  test('more characters than there are classes share the last one, and are found all the same', () => {
    const list = Array.from({ length: 600 }, (_, index) => String.fromCharCode(0x4e00 + index, 0x61))
    const automaton = newAutomaton(entriesOf(list), characterClasses(list))
    const seen = found(600, (into) => scanAutomaton(automaton, `x${list[500]}`, into))
    expect(seen).toContain(500)
    expect(found(600, (into) => scanAutomaton(automaton, 'plain text', into))).toEqual([])
  })
})

describe('folding', () => {
  test.prop([fc.string({ unit: 'binary', maxLength: 40 })])(
    'keeps the length of any text, and folding again changes nothing',
    (value) => {
      expect(fold(value)).toHaveLength(value.length)
      expect(fold(fold(value))).toBe(fold(value))
    },
  )
})
