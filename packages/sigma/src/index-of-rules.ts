import { type Automaton, newAutomaton, scanAutomaton } from './automaton.ts'
import { type ByteFinder, mostStrided, newByteFinder, scanBytes, shortestStrided } from './byte-finder.ts'
import { addCandidate, beginCandidates, type Candidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { type FieldEntries, type Filing, shortestOf, standInNumbers } from './filing.ts'
import { glanceFor, mostGlanced } from './glance.ts'
import { type KnownTexts, knownTexts, noteOf, type TextShare } from './known-texts.ts'
import { between, dashByte, fillPage, newPage, otherByte, type Page, type Span } from './page.ts'
import { scalarText } from './scalar.ts'
import { type Entry, newTrie, scanTrie, type Trie } from './trie.ts'
import type { Fields, Scalar } from './value.ts'

/** An index that is read without the finder's memory: where WebAssembly is missing, and for events too long for that. */
export interface ReadIndex {
  readonly always: readonly number[]
  readonly fields: readonly FieldIndex[]
  readonly bySlot: readonly (FieldIndex | undefined)[]
  /** For keywords: what to look for in every value. */
  readonly words: WordIndex | undefined
}

/** What an engine's indexes share. */
export interface IndexFrame {
  readonly slots: ReadonlyMap<string, number>
  readonly share: TextShare
  /** For a look at one text beside the event at hand. */
  readonly scratch: Candidates
}

/** What rules look for in one field. */
interface FieldIndex {
  readonly slot: number
  readonly texts: TextIndex
  /** Rules for which it is enough that the field is there. */
  readonly present: readonly number[]
  /** Candidates by long texts that come again. */
  readonly known: KnownTexts<Int32Array>
}

interface WordIndex {
  readonly texts: TextIndex
  readonly present: readonly number[]
  /** Whether there are beginnings and ends of values among them. */
  readonly anchored: boolean
  /** Shorter values hold none of them. */
  readonly shortest: number
  /** Whether a number or a boolean in words may hold one. */
  readonly inNumbers: boolean
  /** For few words: what to look with first. */
  readonly few: RegExp | undefined
  /** By column: the text that held none of them when it came last. */
  readonly clean: (string | undefined)[]
}

interface TextIndex {
  readonly begins: Trie | undefined
  readonly ends: Trie | undefined
  readonly finder: ByteFinder | undefined
  /** For what is too short for the finder. */
  readonly automaton: Automaton | undefined
}

export function indexRules(filing: Filing, frame: IndexFrame): ReadIndex {
  const { always, words } = filing
  // One form for all, with the same fields in the same order: what reads them then need not ask which form it has.
  const fields = [...filing.fields].map(
    ([field, entries]): FieldIndex => fieldIndex(frame.slots.get(field) ?? -1, entries, frame),
  )
  const bySlot = new Array<FieldIndex | undefined>(frame.slots.size).fill(undefined)
  for (const field of fields) bySlot[field.slot] = field
  return { always, fields, bySlot, words: words === undefined ? undefined : wordIndex(words) }
}

/** An event's values on a page, and whose they are; used again for the next event. */
export interface Reader {
  readonly page: Page
  readonly span: Span
  text: string
  /** Values that fields look at. */
  readonly fields: (FieldIndex | undefined)[]
  starts: Int32Array
  ends: Int32Array
  count: number
  /** Values that may hold words. */
  joined: string
  readonly unread: string[]
  readonly unreadColumns: number[]
  unreadCount: number
}

export function newReader(page: Page): Reader {
  const span = { bytes: page.bytes, fours: page.fours, from: 0, to: 0 }
  const [starts, ends] = [new Int32Array(64), new Int32Array(64)]
  const words = { joined: '', unread: [], unreadColumns: [], unreadCount: 0 }
  return { page, span, text: '', fields: [], starts, ends, count: 0, ...words }
}

/** More fields than this are not asked for one by one. */
const fewFields = 12

/** Adds every rule that might match, the others cannot; and every exact word of the index that the event holds. */
export function findRead(index: ReadIndex, event: Fields, reader: Reader, found: Candidates): void {
  const { always, fields, words } = index
  addAll(always, found)
  if (words !== undefined) addAll(words.present, found)
  reader.text = ''
  reader.joined = ''
  reader.count = 0
  reader.unreadCount = 0
  if (words === undefined && fields.length <= fewFields) askFields(fields, event, reader, found)
  else {
    const { slots, count } = event.filled()
    for (let i = 0; i < count; i++) {
      const field = index.bySlot[slots[i] ?? 0]
      if (field !== undefined && field.present.length > 0) addAll(field.present, found)
    }
    gather(index, event, reader, found)
  }
  if (reader.count > 0) readFields(reader, words, found)
  if (words !== undefined && reader.joined !== '') readWords(reader, words, found)
}

function askFields(fields: readonly FieldIndex[], event: Fields, reader: Reader, found: Candidates): void {
  for (const field of fields) {
    const value = event.get(field.slot)
    if (value === undefined) continue
    addAll(field.present, found)
    if (value !== null && typeof value === 'object') for (const element of value) addScalar(reader, element, field)
    else addScalar(reader, value, field)
  }
}

function addScalar(reader: Reader, value: Scalar, field: FieldIndex): void {
  const text = scalarText(value)
  if (text !== undefined) addText(reader, text, field)
}

/** What nobody looks at is left out, and what was found to hold no word when it last came in this field. */
function gather({ bySlot, words }: ReadIndex, event: Fields, reader: Reader, found: Candidates): void {
  const { values, columns, count } = event.scalars()
  const slots = bySlot.length
  for (let i = 0; i < count; i++) {
    const column = columns[i] ?? 0
    const field = column < slots ? bySlot[column] : undefined
    const value = values[i] ?? null
    if (typeof value === 'string') {
      if (field !== undefined && value.length >= shortestKnown) lookUp(field, value, reader, found)
      else if (field !== undefined || words?.anchored === true) addText(reader, value, field)
      if (words !== undefined && value.length >= words.shortest && words.clean[column] !== value)
        lookForWords(words, value, column, reader)
    } else if (value !== null) {
      if (field !== undefined || words?.inNumbers === true) addText(reader, String(value), field)
      if (words?.inNumbers === true) reader.joined += String(value) + between
    }
  }
}

/** Shorter texts are read as soon as they are looked up. */
const shortestKnown = 80

function lookUp(field: FieldIndex, text: string, reader: Reader, found: Candidates): void {
  const note = noteOf(field.known, text)
  if (note === undefined) addText(reader, text, field)
  else for (let i = 0; i < note.length; i++) addCandidate(found, note[i] ?? 0)
}

/** Longer texts seldom come again at once. */
const longestClean = 200

function lookForWords(words: WordIndex, text: string, column: number, reader: Reader): void {
  if (words.few === undefined) {
    reader.joined = reader.joined === '' ? text : reader.joined + between + text
    // Whether it holds words is known when all are read.
    if (text.length <= longestClean) {
      reader.unread[reader.unreadCount] = text
      reader.unreadColumns[reader.unreadCount++] = column
    }
  } else if (words.few.test(text)) reader.joined = reader.joined === '' ? text : reader.joined + between + text
  else if (text.length <= longestClean) words.clean[column] = text
}

function addText(reader: Reader, text: string, field: FieldIndex | undefined): void {
  const { count } = reader
  if (count === reader.starts.length) {
    reader.starts = grown(reader.starts)
    reader.ends = grown(reader.ends)
  }
  reader.fields[count] = field
  reader.starts[count] = reader.text.length
  reader.ends[count] = reader.text.length + text.length
  reader.count++
  reader.text += text
}

function grown(list: Int32Array): Int32Array {
  const longer = new Int32Array(2 * list.length)
  longer.set(list)
  return longer
}

function readFields(reader: Reader, words: WordIndex | undefined, found: Candidates): void {
  const { page, span, fields, starts, ends, count } = reader
  fillPage(page, reader.text)
  span.bytes = page.bytes
  span.fours = page.fours
  for (let i = 0; i < count; i++) {
    const field = fields[i]
    span.from = starts[i] ?? 0
    span.to = ends[i] ?? 0
    if (field !== undefined) scan(field.texts, span, found)
    if (words?.anchored === true) scanAnchored(words.texts, span, found)
  }
}

function readWords(reader: Reader, words: WordIndex, found: Candidates): void {
  const { page, span, unread, unreadColumns, unreadCount } = reader
  fillPage(page, reader.joined)
  span.bytes = page.bytes
  span.fours = page.fours
  span.from = 0
  span.to = page.end
  const before = found.named
  scanContained(words.texts, span, found)
  if (found.named !== before) return
  for (let i = 0; i < unreadCount; i++) words.clean[unreadColumns[i] ?? 0] = unread[i]
}

function scan(index: TextIndex, span: Span, found: Candidates): void {
  scanAnchored(index, span, found)
  scanContained(index, span, found)
}

function scanAnchored({ begins, ends }: TextIndex, span: Span, found: Candidates): void {
  if (begins !== undefined) scanTrie(begins, span, found)
  if (ends !== undefined) scanTrie(ends, span, found)
}

function scanContained({ finder, automaton }: TextIndex, span: Span, found: Candidates): void {
  if (finder !== undefined) scanBytes(finder, span, found)
  if (automaton !== undefined) scanAutomaton(automaton, span, found)
}

function addAll(rules: readonly number[], found: Candidates): void {
  for (const rule of rules) addCandidate(found, rule)
}

/** One for all: nothing of it is read later. */
const spare = newPage()

function fieldIndex(slot: number, entries: FieldEntries, { share, scratch }: IndexFrame): FieldIndex {
  const texts = textIndex(entries, 'alike')
  const note = (text: string) => {
    fillPage(spare, text)
    beginCandidates(scratch)
    scan(texts, { bytes: spare.bytes, fours: spare.fours, from: 0, to: spare.end }, scratch)
    return scratch.list.slice(0, scratch.count)
  }
  return { slot, texts, present: [...new Set(entries.present)], known: knownTexts(share, note) }
}

function wordIndex(entries: FieldEntries): WordIndex {
  const { equals, prefix, suffix, contains } = entries
  const few = new Set(contains.map(({ text }) => String.fromCharCode(...text)))
  const readable = contains.every(({ text }) => !text.includes(dashByte) && !text.includes(otherByte))
  return {
    texts: textIndex(entries, 'apart'),
    present: [...new Set(entries.present)],
    anchored: equals.length + prefix.length + suffix.length > 0,
    shortest: shortestOf(entries),
    inNumbers: standInNumbers(entries),
    few: readable && few.size <= mostGlanced && few.size > 0 ? glanceFor([...few]).expression : undefined,
    clean: [],
  }
}

function textIndex({ equals, prefix, suffix, contains }: FieldEntries, dashes: 'alike' | 'apart'): TextIndex {
  const long = contains.filter(({ text }) => text.length >= shortestStrided).slice(0, mostStrided)
  const taken = new Set(long)
  const rest = contains.filter((entry) => !taken.has(entry))
  return {
    begins:
      equals.length + prefix.length > 0 ? newTrie(prefix, equals, classesOf([...prefix, ...equals]), 1) : undefined,
    ends: suffix.length > 0 ? newTrie(suffix, [], classesOf(suffix), -1) : undefined,
    finder: long.length > 0 ? newByteFinder(long, dashes) : undefined,
    automaton: rest.length > 0 ? newAutomaton(rest, classesOf(rest)) : undefined,
  }
}

function classesOf(entries: readonly Entry[]) {
  return characterClasses(entries.map(({ text }) => text))
}
