import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { newAutomaton, scanAutomaton } from './automaton.ts'
import { newByteFinder, scanBytes } from './byte-finder.ts'
import { beginCandidates, type Candidates, newCandidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { fold } from './fold.ts'
import { glanced, glanceFor } from './glance.ts'
import { between, fillPage, isExactOnPages, newPage, pageBytes, type Span } from './page.ts'
import { type Entry, newTrie, scanTrie } from './trie.ts'

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
  return list.map((word, rule) => ({ text: pageBytes(word), rule }))
}

function classesOf(list: readonly string[]) {
  return characterClasses(list.map(pageBytes))
}

/** A page is used again, as for event after event. */
const page = newPage()

function spanOf(text: string): Span {
  fillPage(page, text)
  return { bytes: page.bytes, fours: page.fours, from: 0, to: page.end }
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
  test.prop([words(1), text])('an automaton misses no word that the text contains', (list, value) => {
    const automaton = newAutomaton(entriesOf(list), classesOf(list))
    const seen = found(list.length, (into) => scanAutomaton(automaton, spanOf(value), into))
    expect(seen).toEqual(expect.arrayContaining(present(list, (word) => plain(value).includes(word))))
    if (isExactOnPages(value)) expect(seen).toEqual(present(list, (word) => plain(value).includes(word)))
  })

  test.prop([words(3), text])('a byte finder misses no word that the text contains, dashes alike', (list, value) => {
    const finder = newByteFinder(entriesOf(list), 'alike')
    const seen = found(list.length, (into) => scanBytes(finder, spanOf(value), into))
    expect(seen).toEqual(expect.arrayContaining(present(list, (word) => plain(value).includes(word))))
  })

  test.prop([words(3), fc.array(text, { maxLength: 8 })], { numRuns: 400 })(
    'a byte finder finds words without stand-ins exactly, in values on one page, each of them alone too',
    (list, values) => {
      const exact = list.filter(isExactOnPages)
      const finder = newByteFinder(entriesOf(exact), 'apart')
      const expected = (of: readonly string[]) =>
        exact.flatMap((word, rule) => (of.some((one) => fold(one).includes(word)) ? [rule] : []))
      const span = spanOf(values.join(between))
      expect(found(exact.length, (into) => scanBytes(finder, span, into))).toEqual(expected(values))
      let from = 0
      for (const value of values) {
        const own = { ...span, from, to: from + value.length }
        expect(found(exact.length, (into) => scanBytes(finder, own, into))).toEqual(expected([value]))
        from += value.length + between.length
      }
    },
  )

  test('a word is found wherever it lies to the fours of the page, whatever its length', () => {
    const list = ['abc', 'defg', 'hijkl', 'mnopqr', 'stuvwxy', 'z0123456', 'a-b-c-d-e']
    for (const [rule, word] of list.entries()) {
      const finder = newByteFinder(entriesOf(list), 'apart')
      for (let before = 0; before < 9; before++) {
        const span = spanOf(`${'.'.repeat(before)}${word.toUpperCase()}`)
        expect(found(list.length, (into) => scanBytes(finder, span, into))).toEqual([rule])
      }
    }
  })

  test('a text that is longer than a page is read all the same, and the page is small again after it', () => {
    const finder = newByteFinder(entriesOf(['mimikatz']), 'apart')
    for (const length of [70_000, 5_000_000, 3]) {
      const long = 'x'.repeat(length)
      expect(found(1, (into) => scanBytes(finder, spanOf(`${long}MimiKatz`), into))).toEqual([0])
      expect(found(1, (into) => scanBytes(finder, spanOf(long), into))).toEqual([])
    }
    expect(page.bytes.length).toBeLessThan(100_000)
  })

  test.prop([words(1), text])('a glance overlooks no word that the text contains', (list, value) => {
    if (list.some((word) => plain(value).includes(word.replaceAll(/[-/\u2013-\u2015]/g, '-'))))
      expect(glanced(glanceFor(list), value)).toBe(true)
  })

  test.prop([words(1), text])('a trie finds beginnings, whole values, and endings', (list, value) => {
    const entries = entriesOf(list)
    const classes = classesOf(list)
    const check = (open: Entry[], whole: Entry[], step: 1 | -1, holds: (word: string) => boolean) => {
      const trie = newTrie(open, whole, classes, step)
      const seen = found(list.length, (into) => scanTrie(trie, spanOf(value), into))
      expect(seen).toEqual(expect.arrayContaining(present(list, holds)))
      if (isExactOnPages(value)) expect(seen).toEqual(present(list, holds))
    }
    check(entries, [], 1, (word) => plain(value).startsWith(word))
    check([], entries, 1, (word) => plain(value) === word)
    check(entries, [], -1, (word) => plain(value).endsWith(word))
  })

  test('characters beyond Latin-1 share a stand-in, and are found all the same', () => {
    const list = Array.from({ length: 600 }, (_, index) => String.fromCharCode(0x4e00 + index, 0x61))
    const automaton = newAutomaton(entriesOf(list), classesOf(list))
    const seen = found(600, (into) => scanAutomaton(automaton, spanOf(`x${list[500]}`), into))
    expect(seen).toContain(500)
    expect(found(600, (into) => scanAutomaton(automaton, spanOf('plain text'), into))).toEqual([])
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
