import { type Automaton, newAutomaton, scanAutomaton } from './automaton.ts'
import { addCandidate, beginCandidates, type Candidates, newCandidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { type Glance, glanced, glanceFor, mostGlanced } from './glance.ts'
import { type KnownTexts, knownTexts, noteOf, type TextShare } from './known-texts.ts'
import { scalarText } from './scalar.ts'
import { newSkipper, type Skipper, scanSkipping, shortestSkipped } from './skipper.ts'
import { type Entry, newTrie, scanTrie, type Trie } from './trie.ts'
import type { Fields, Scalar, Value } from './value.ts'
import type { Witness, Witnesses } from './witness.ts'
import { between, newWordFinder, scanWords, scanWordsOnce, shortestWord, type WordFinder } from './word-finder.ts'

/** Finds, among many rules at once, the few that one event might meet. */
export interface RuleIndex {
  /** Rules that can match an event that holds nothing in particular. */
  readonly always: readonly number[]
  readonly fields: readonly FieldIndex[]
  readonly bySlot: readonly (FieldIndex | undefined)[]
  /** For keywords: what to look for in every value. */
  readonly words: WordIndex | undefined
  /** The exact words among them: once candidates are found, whether the event holds one is known. */
  readonly filed: Uint8Array
}

export interface Indexed {
  readonly rule: number
  readonly witnesses: Witnesses | undefined
  /** Exact words that the rule asks for, as numbers of candidates. */
  readonly words: readonly number[]
}

/** What an engine's indexes share. */
export interface IndexFrame {
  readonly slots: ReadonlyMap<string, number>
  readonly rules: number
  /** Exact words: the text of candidate `rules + n`. */
  readonly words: readonly string[]
  readonly share: TextShare
}

/** What rules look for in one field. */
interface FieldIndex extends TextIndex {
  readonly slot: number
  /** Rules for which it is enough that the field is there. */
  readonly present: readonly number[]
  /** Candidates by text. */
  readonly known: KnownTexts<Int32Array>
}

interface WordIndex extends FieldIndex {
  readonly finder: WordFinder | undefined
  /** Takes every value of an event. */
  readonly visit: (value: Scalar) => void
  into: Candidates | undefined
  /** The texts of the event at hand one after the other, for the finder of many words. */
  joined: string
}

interface TextIndex {
  readonly begins: Trie | undefined
  readonly ends: Trie | undefined
  /** Few texts are glanced at first. */
  readonly glance: Glance | undefined
  /** Many or short texts are found by an automaton, long ones by skipping. */
  readonly automaton: Automaton | undefined
  readonly skipper: Skipper | undefined
}

export function indexRules(rules: readonly Indexed[], frame: IndexFrame): RuleIndex {
  const always: number[] = []
  const byField = new Map<string, FieldEntries>()
  const filed = new Uint8Array(frame.words.length)
  for (const { rule, witnesses, words } of rules) {
    if (witnesses === undefined) always.push(rule)
    for (const witness of witnesses?.any ?? []) file(byField, witness, rule)
    for (const word of words) filed[word - frame.rules] = 1
  }
  for (const [number, text] of frame.words.entries())
    if (filed[number] === 1) file(byField, { field: '', kind: 'contains', text }, frame.rules + number)
  const words = byField.get('')
  byField.delete('')
  const scratch = newCandidates(frame.rules + frame.words.length)
  const fields = [...byField].map(([field, entries]) =>
    fieldIndex(frame.slots.get(field) ?? -1, entries, scratch, frame.share),
  )
  const bySlot = new Array<FieldIndex | undefined>(frame.slots.size).fill(undefined)
  for (const field of fields) bySlot[field.slot] = field
  return {
    always,
    fields,
    bySlot,
    words: words === undefined ? undefined : wordIndex(words, scratch, frame.share),
    filed,
  }
}

/** More fields than this are not asked for one by one. */
const fewFields = 12

/** Adds every rule that might match, the others cannot; and every exact word of the index that the event holds. */
export function findCandidates(index: RuleIndex, event: Fields, found: Candidates): void {
  for (const rule of index.always) addCandidate(found, rule)
  const filled = index.fields.length > fewFields ? event.filled?.() : undefined
  if (filled === undefined) {
    for (const field of index.fields) scanField(field, event.get(field.slot), found)
  } else {
    for (let i = 0; i < filled.count; i++) {
      const slot = filled.slots[i] ?? 0
      const field = index.bySlot[slot]
      if (field !== undefined) scanField(field, event.get(slot), found)
    }
  }
  if (index.words !== undefined) findWords(index.words, event, found)
}

function findWords(words: WordIndex, event: Fields, found: Candidates): void {
  for (const rule of words.present) addCandidate(found, rule)
  words.into = found
  words.joined = ''
  event.each(words.visit)
  words.into = undefined
  if (words.joined !== '' && words.finder !== undefined) scanWordsOnce(words.finder, words.joined, found)
}

function scanField(field: FieldIndex, value: Value | undefined, found: Candidates): void {
  if (value === undefined) return
  for (const rule of field.present) addCandidate(found, rule)
  if (typeof value === 'string') scanKnown(field, value, found)
  else if (value !== null && typeof value === 'object') for (const element of value) scanScalar(field, element, found)
  else scanScalar(field, value, found)
}

function scanScalar(field: FieldIndex, value: Scalar, found: Candidates): void {
  const text = scalarText(value)
  if (text !== undefined) scanKnown(field, text, found)
}

function scanKnown(field: FieldIndex | WordIndex, text: string, found: Candidates): void {
  const note = noteOf(field.known, text)
  if (note === undefined) scan(field, text, found)
  else for (let i = 0; i < note.length; i++) addCandidate(found, note[i] ?? 0)
}

function scan(index: TextIndex, text: string, found: Candidates): void {
  if (index.begins !== undefined) scanTrie(index.begins, text, found)
  if (index.ends !== undefined) scanTrie(index.ends, text, found)
  if (index.glance !== undefined && !glanced(index.glance, text)) return
  if (index.skipper !== undefined) scanSkipping(index.skipper, text, found)
  if (index.automaton !== undefined) scanAutomaton(index.automaton, text, found)
}

interface FieldEntries {
  readonly equals: Entry[]
  readonly prefix: Entry[]
  readonly suffix: Entry[]
  readonly contains: Entry[]
  readonly present: number[]
}

function file(byField: Map<string, FieldEntries>, { field, kind, text }: Witness, rule: number): void {
  let entries = byField.get(field)
  if (entries === undefined) {
    entries = { equals: [], prefix: [], suffix: [], contains: [], present: [] }
    byField.set(field, entries)
  }
  if (kind === 'present') entries.present.push(rule)
  else entries[kind].push({ text, rule })
}

/** More texts than this leave little to skip. */
const mostSkipped = 500

function fieldIndex(slot: number, entries: FieldEntries, scratch: Candidates, share: TextShare): FieldIndex {
  const texts = textIndex(entries)
  return { ...texts, slot, present: [...new Set(entries.present)], known: knownCandidates(texts, scratch, share) }
}

function wordIndex(entries: FieldEntries, scratch: Candidates, share: TextShare): WordIndex {
  const long = entries.contains.filter(({ text }) => text.length >= shortestWord)
  const short = entries.contains.filter(({ text }) => text.length < shortestWord)
  const { finder, over } = newWordFinder(long)
  const rest = textIndex({ ...entries, contains: [...short, ...over] })
  const withRest = Object.values(rest).some((part) => part !== undefined)
  const { glance } = finder
  const inNumbers = withRest || long.some(({ text }) => standsInNumber(text))
  const index: WordIndex = {
    ...rest,
    finder: long.length > 0 ? finder : undefined,
    slot: -1,
    present: [...new Set(entries.present)],
    known: knownCandidates(rest, scratch, share),
    // All values of all events pass here.
    visit: (value) => {
      const text = typeof value === 'string' ? value : inNumbers ? scalarText(value) : undefined
      if (text === undefined) return
      if (withRest) scanKnown(index, text, index.into ?? scratch)
      if (glance === undefined) index.joined += text + between
      else if (text.length >= glance.shortest && glance.expression.test(text))
        scanWords(finder, text, index.into ?? scratch)
    },
    into: undefined,
    joined: '',
  }
  return index
}

/** Whether a folded text can be part of a number or a boolean in words. */
function standsInNumber(text: string): boolean {
  return /^[-+.\de]+$/.test(text) || 'true false infinity nan'.includes(text)
}

function knownCandidates(texts: TextIndex, scratch: Candidates, share: TextShare): KnownTexts<Int32Array> {
  const make = (text: string) => {
    beginCandidates(scratch)
    scan(texts, text, scratch)
    return scratch.count === 0 ? none : scratch.list.slice(0, scratch.count)
  }
  return knownTexts(share, make)
}

const none = new Int32Array(0)

function textIndex({ equals, prefix, suffix, contains }: FieldEntries): TextIndex {
  const words = contains.map(({ text }) => text)
  const shortest = words.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY)
  const skips = shortest >= shortestSkipped && words.length <= mostSkipped
  const classes = characterClasses(words)
  const some = words.length > 0
  return {
    begins: equals.length + prefix.length > 0 ? newTrie(prefix, equals, classesOf(prefix, equals), 1) : undefined,
    ends: suffix.length > 0 ? newTrie(suffix, [], classesOf(suffix, []), -1) : undefined,
    glance: some && new Set(words).size <= mostGlanced ? glanceFor(words) : undefined,
    automaton: some && !skips ? newAutomaton(contains, classes) : undefined,
    skipper: some && skips ? newSkipper(contains, classes) : undefined,
  }
}

function classesOf(some: readonly Entry[], more: readonly Entry[]) {
  return characterClasses([...some, ...more].map(({ text }) => text))
}
