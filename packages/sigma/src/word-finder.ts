import { addCandidate, type Candidates } from './candidates.ts'
import { type CharacterClasses, characterClasses } from './character-classes.ts'
import { foldUnit } from './fold.ts'
import { type Glance, glanceFor, mostGlanced } from './glance.ts'
import { rarestWindow } from './skipper.ts'
import type { Entry } from './trie.ts'

/** Shorter words have no three characters to be found by. */
export const shortestWord = 3

/**
 * Finds words anywhere in a text, exactly: what it reports is there.
 *
 * Of each word its three rarest characters in a row are looked for, by one look into a small table for each character of
 * the text. Unlike an automaton of many words the table fits the processor's nearest cache.
 */
export interface WordFinder {
  /** For few words: what to look with before `scanWords`. */
  readonly glance: Glance | undefined
  readonly classes: CharacterClasses
  readonly low: Uint8Array
  /** By hash of three classes: number of the first word from 1, or 0. */
  readonly first: Uint16Array
  /** The next word of the same hash, or 0. */
  readonly next: Uint16Array
  readonly words: readonly Word[]
}

interface Word {
  /** Folded units. */
  readonly units: Uint16Array
  /** Where the three characters end, from the word's beginning. */
  readonly anchor: number
  readonly reports: Int32Array
}

const bits = 14
const mostWords = 0xfffe

/** @param entries folded texts of at least `shortestWord` units; the words beyond what fits are given back */
export function newWordFinder(entries: readonly Entry[]): { finder: WordFinder; over: readonly Entry[] } {
  const byText = new Map<string, number[]>()
  const over: Entry[] = []
  for (const entry of entries) {
    const reports = byText.get(entry.text)
    if (reports !== undefined) reports.push(entry.rule)
    else if (byText.size < mostWords) byText.set(entry.text, [entry.rule])
    else over.push(entry)
  }
  const texts = [...byText.keys()]
  const classes = characterClasses(texts)
  const first = new Uint16Array(1 << bits)
  const next = new Uint16Array(texts.length + 1)
  const words = [...byText].map(([text, reports], index): Word => {
    const window = rarestWindow(text, shortestWord)
    const anchor = text.indexOf(window) + shortestWord - 1
    const classAt = (at: number) => classes.of(text.charCodeAt(at))
    const three = hash(classAt(anchor - 2), classAt(anchor - 1), classAt(anchor))
    next[index + 1] = first[three] ?? 0
    first[three] = index + 1
    return { units: unitsOf(text), anchor, reports: Int32Array.from(new Set(reports)) }
  })
  const glance = texts.length <= mostGlanced ? glanceFor(texts) : undefined
  return { finder: { glance, classes, low: classes.low, first, next, words }, over }
}

export function scanWords(finder: WordFinder, text: string, found: Candidates): void {
  const { low, classes, first } = finder
  let a = 0
  let b = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const c = unit < 256 ? (low[unit] ?? 0) : classes.of(unit)
    const word = first[hash(a, b, c)] ?? 0
    if (word !== 0) reportAt(finder, word, text, at, found)
    a = b
    b = c
  }
}

/** Whether any of the words stands in the text. */
export function hasWord({ low, classes, first, next, words }: WordFinder, text: string): boolean {
  let a = 0
  let b = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const c = unit < 256 ? (low[unit] ?? 0) : classes.of(unit)
    for (let number = first[hash(a, b, c)] ?? 0; number !== 0; number = next[number] ?? 0) {
      const word = words[number - 1]
      if (word !== undefined && standsAt(word.units, text, at - word.anchor)) return true
    }
    a = b
    b = c
  }
  return false
}

function reportAt({ next, words }: WordFinder, first: number, text: string, at: number, found: Candidates): void {
  for (let number = first; number !== 0; number = next[number] ?? 0) {
    const word = words[number - 1]
    if (word !== undefined && standsAt(word.units, text, at - word.anchor))
      for (const one of word.reports) addCandidate(found, one)
  }
}

function standsAt(units: Uint16Array, text: string, from: number): boolean {
  if (from < 0 || from + units.length > text.length) return false
  for (let i = 0; i < units.length; i++) if (foldUnit(text.charCodeAt(from + i)) !== units[i]) return false
  return true
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  return units
}

function hash(a: number, b: number, c: number): number {
  return ((a << 9) ^ (b << 5) ^ c) & ((1 << bits) - 1)
}
