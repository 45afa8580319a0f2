import { addCandidate, type Candidates } from './candidates.ts'
import { foldUnit } from './fold.ts'
import { type Glance, glanceFor, mostGlanced } from './glance.ts'
import { rarestWindow } from './skipper.ts'
import type { Entry } from './trie.ts'

/** Shorter words have no three characters to be found by. */
export const shortestWord = 3

/** Stands between texts that are looked through together; words that hold it are for others to find. */
export const between = '\0'

/**
 * Finds words anywhere in a text, exactly: what it reports is there.
 *
 * Of each word its three rarest characters in a row are looked for, by one look into a table for each character of the
 * text. Unlike an automaton of many words, what is looked at of the table fits the processor's nearest cache.
 */
export interface WordFinder {
  /** For few words: what to look with before `scanWords`. */
  readonly glance: Glance | undefined
  /** By the hash of three folded units: number of the first word from 1, or 0. */
  readonly first: Uint16Array
  /** What of a hash is dropped, in bits. */
  readonly shift: number
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

const mostWords = 0xfffe

/** @param entries folded texts of at least `shortestWord` units; those that do not fit are given back */
export function newWordFinder(entries: readonly Entry[]): { finder: WordFinder; over: readonly Entry[] } {
  const byText = new Map<string, number[]>()
  const over: Entry[] = []
  for (const entry of entries) {
    const reports = byText.get(entry.text)
    if (reports !== undefined) reports.push(entry.rule)
    else if (byText.size < mostWords && !entry.text.includes(between)) byText.set(entry.text, [entry.rule])
    else over.push(entry)
  }
  const texts = [...byText.keys()]
  const shift = 32 - bitsFor(texts.length)
  const first = new Uint16Array(2 ** (32 - shift))
  const next = new Uint16Array(texts.length + 1)
  const words = [...byText].map(([text, reports], index): Word => {
    const window = rarestWindow(text, shortestWord)
    const three = placeOf([...unitsOf(window)].reduce(keyWith, 0), shift)
    next[index + 1] = first[three] ?? 0
    first[three] = index + 1
    const anchor = text.indexOf(window) + shortestWord - 1
    return { units: unitsOf(text), anchor, reports: Int32Array.from(new Set(reports)) }
  })
  const glance = texts.length <= mostGlanced ? glanceFor(texts) : undefined
  return { finder: { glance, first, shift, next, words }, over }
}

export function scanWords(finder: WordFinder, text: string, found: Candidates): void {
  const { first, shift } = finder
  let key = 0
  for (let at = 0; at < text.length; at++) {
    key = keyWith(key, foldUnit(text.charCodeAt(at)))
    const word = first[placeOf(key, shift)] ?? 0
    if (word !== 0) reportAt(finder, word, text, at, found)
  }
}

/** Whether any of the words stands in the text. */
export function hasWord({ first, shift, next, words }: WordFinder, text: string): boolean {
  let key = 0
  for (let at = 0; at < text.length; at++) {
    key = keyWith(key, foldUnit(text.charCodeAt(at)))
    for (let number = first[placeOf(key, shift)] ?? 0; number !== 0; number = next[number] ?? 0) {
      const word = words[number - 1]
      if (word !== undefined && standsAt(word.units, text, at - word.anchor)) return true
    }
  }
  return false
}

const encoder = new TextEncoder()
const buffer = new Uint8Array(1 << 16)

/**
 * The same as `scanWords`, for a text made for this one look: bytes are read in half the time, wherever it is ASCII and fits.
 */
export function scanWordsOnce(finder: WordFinder, text: string, found: Candidates): void {
  const { read, written } = encoder.encodeInto(text, buffer)
  // A character of several bytes makes more of them than units; what does not fit is not read.
  if (read === text.length && written === text.length) scanBuffer(finder, written, found)
  else scanWords(finder, text, found)
}

function scanBuffer(finder: WordFinder, end: number, found: Candidates): void {
  const { first, shift } = finder
  let key = 0
  for (let at = 0; at < end; at++) {
    key = keyWith(key, foldedBytes[buffer[at] ?? 0] ?? 0)
    const word = first[placeOf(key, shift)] ?? 0
    if (word !== 0) reportInBuffer(finder, word, { at, end }, found)
  }
}

function reportInBuffer(
  { next, words }: WordFinder,
  first: number,
  { at, end }: { readonly at: number; readonly end: number },
  found: Candidates,
): void {
  for (let number = first; number !== 0; number = next[number] ?? 0) {
    const word = words[number - 1]
    if (word !== undefined && standsInBuffer(word.units, at - word.anchor, end))
      for (const one of word.reports) addCandidate(found, one)
  }
}

/** Beyond `end` lies what is left of an earlier text. */
function standsInBuffer(units: Uint16Array, from: number, end: number): boolean {
  if (from < 0 || from + units.length > end) return false
  for (let i = 0; i < units.length; i++) if (foldedBytes[buffer[from + i] ?? 0] !== units[i]) return false
  return true
}

const foldedBytes = Uint8Array.from({ length: 256 }, (_, byte) => foldUnit(byte))

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

/** Of the last three folded units: what lies further back is shifted out. */
function keyWith(key: number, unit: number): number {
  return ((key << 8) ^ unit) & 0xffffff
}

/** Fibonacci hashing: the product's upper bits (Knuth, The Art of Computer Programming 3, 6.4). */
function placeOf(key: number, shift: number): number {
  return Math.imul(key, 0x9e3779b1) >>> shift
}

/** A hundredth of the places is taken at most, up to 128 KB. */
function bitsFor(words: number): number {
  return Math.min(16, Math.ceil(Math.log2(words + 1)) + 7)
}
