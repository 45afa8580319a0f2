import { addCandidate, type Candidates } from './candidates.ts'
import { mostOthers } from './columns.ts'
import { type FieldEntries, type Filing, shortestOf, standInNumbers } from './filing.ts'
import { type FinderMemory, type PlacedImage, placedImage, placeOfImage, writePage } from './finder-memory.ts'
import { addField, addWords, type Image, newImage, type WordRecords } from './image.ts'
import { addValue, newScalarList } from './scalar-list.ts'
import type { Fields, Scalar, Scalars } from './value.ts'

/** An index that lies flat in the finder's memory: an event's texts are written there once and looked at in two calls. */
export interface FlatIndex {
  readonly image: PlacedImage
  readonly always: readonly number[]
  /** By slot: the record of a field in the image, or 0. */
  readonly records: Int32Array
  /** By slot: rules for which it is enough that the field is there. */
  readonly present: readonly (readonly number[])[]
  readonly somePresent: Uint8Array
  readonly anyPresent: boolean
  /** The fields that rules look at, where these are so few that to ask for each is less than to go through the event. */
  readonly few: Int32Array | undefined
  readonly words: FlatWords | undefined
  /** The last event of the memory that this index looked at. */
  event: number
}

interface FlatWords extends WordRecords {
  readonly present: readonly number[]
  /** Shorter values hold none of them. */
  readonly shortest: number
  /** Whether a number or a boolean in words may hold one. */
  readonly inNumbers: boolean
  /** By column: the text that held none of them when it came last. */
  readonly clean: (string | undefined)[]
}

/** More fields than this are not asked for one by one. */
const fewFields = 12

export function flatIndex(filing: Filing, slots: ReadonlyMap<string, number>): FlatIndex {
  const image = newImage()
  const records = new Int32Array(slots.size)
  const present = Array.from({ length: slots.size }, (): readonly number[] => [])
  const somePresent = new Uint8Array(slots.size)
  const asked: number[] = []
  for (const [field, entries] of filing.fields) {
    const slot = slots.get(field)
    if (slot === undefined) continue
    records[slot] = addField(image, entries)
    present[slot] = [...new Set(entries.present)]
    somePresent[slot] = entries.present.length > 0 ? 1 : 0
    asked.push(slot)
  }
  const words = filing.words === undefined ? undefined : flatWords(image, filing.words, slots.size + mostOthers + 1)
  const few = words === undefined && asked.length <= fewFields ? Int32Array.from(asked) : undefined
  const anyPresent = somePresent.includes(1)
  return {
    image: placedImage(image),
    always: filing.always,
    records,
    present,
    somePresent,
    anyPresent,
    few,
    words,
    event: -1,
  }
}

function flatWords(image: Image, entries: FieldEntries, columns: number): FlatWords {
  return {
    ...addWords(image, entries),
    present: [...new Set(entries.present)],
    shortest: shortestOf(entries),
    inNumbers: standInNumbers(entries),
    clean: new Array<string | undefined>(columns).fill(undefined),
  }
}

/** The values of the last event that were written down, and how many they are, or -1 if they were too many. */
const gathered = { scalars: [] as Scalar[], count: 0 }

/** For the fields that were asked one by one; used again for the next event. */
const answers = newScalarList()

/**
 * Adds every rule that might match, the others cannot; and every exact word of the index that the event holds.
 *
 * @returns false if the event is too long for the memory, or the index too large: nothing is known then
 */
export function findFlat(index: FlatIndex, memory: FinderMemory, event: Fields, found: Candidates): boolean {
  const image = placeOfImage(memory, index.image)
  if (image === undefined) return false
  index.event = -1
  const { always, few, words } = index
  const text = gather(index, few === undefined ? event.scalars() : ask(few, event), memory.values)
  const { count } = gathered
  if (count < 0 || !writePage(memory, text)) {
    if (words !== undefined) words.clean.fill(undefined)
    return false
  }
  for (const rule of always) addCandidate(found, rule)
  if (words !== undefined) for (const rule of words.present) addCandidate(found, rule)
  if (index.anyPresent) addPresent(index, event, found)
  if (count === 0) return true
  const met = memory.finder.find(text.length, image, words?.anchored ?? 0, words?.contained ?? 0, count)
  index.event = ++memory.event
  if (words !== undefined && memory.hits[0] !== 0) forgetClean(words, memory.values, count)
  for (let i = 0; i < met; i++) addCandidate(found, memory.found[i] ?? 0)
  return true
}

function addPresent({ few, present, somePresent }: FlatIndex, event: Fields, found: Candidates): void {
  const { slots, count } = few === undefined ? event.filled() : { slots: few, count: few.length }
  for (let i = 0; i < count; i++) {
    const slot = slots[i] ?? 0
    if (somePresent[slot] !== 1 || (few !== undefined && event.get(slot) === undefined)) continue
    for (const rule of present[slot] ?? []) addCandidate(found, rule)
  }
}

function ask(few: Int32Array, event: Fields): Scalars {
  answers.count = 0
  for (let i = 0; i < few.length; i++) {
    const slot = few[i] ?? 0
    const value = event.get(slot)
    if (value !== undefined) addValue(answers, value, slot)
  }
  return answers
}

/** Longer texts seldom come again at once. */
const longestClean = 1000

/**
 * Writes down which values are looked at, and puts their texts one after the other.
 *
 * A text that came last in its field, and held no keyword, need not be looked at for them again: it counts as such from
 * here on, until one is found.
 */
function gather(
  { records, words }: FlatIndex,
  { values: scalars, columns, count }: Scalars,
  values: Int32Array,
): string {
  const slots = records.length
  const shortest = words === undefined ? Number.POSITIVE_INFINITY : words.shortest
  const inNumbers = words?.inNumbers === true
  const anchored = words !== undefined && words.anchored !== 0
  let text = ''
  let to = 0
  let written = 0
  for (let i = 0; i < count; i++) {
    const column = columns[i] ?? 0
    const record = column < slots ? (records[column] ?? 0) : 0
    const value = scalars[i] ?? null
    let own: string
    let looked = false
    if (typeof value === 'string') {
      own = value
      if (words !== undefined && own.length >= shortest && words.clean[column] !== own) {
        looked = true
        if (own.length <= longestClean) words.clean[column] = own
      }
      if (!looked && !anchored && record === 0) continue
    } else {
      if (value === null || (!inNumbers && record === 0)) continue
      own = String(value)
      looked = inNumbers
    }
    const at = 4 * written
    if (at === values.length) {
      gathered.count = -1
      return ''
    }
    values[at] = record
    values[at + 1] = to
    to += own.length
    values[at + 2] = to
    values[at + 3] = looked ? column + 1 : 0
    text += own
    gathered.scalars[written++] = value
  }
  gathered.count = written
  return text
}

function forgetClean({ clean }: FlatWords, values: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const column = (values[4 * i + 3] ?? 0) - 1
    if (column >= 0) clean[column] = undefined
  }
}

/**
 * Visits each value of the last event that holds a word, with the word's first place in it.
 *
 * @param word as it is reported
 * @returns false if that is not known any more, or was never
 */
export function eachHolder(
  index: FlatIndex,
  memory: FinderMemory,
  word: number,
  visit: (value: Scalar, at: number) => void,
): boolean {
  const { hits, mostHits, values } = memory
  const count = hits[0] ?? 0
  const list = index.words?.lists.get(word)
  if (list === undefined || count > mostHits) return false
  let value = 0
  for (let hit = 1; hit <= count; hit++) {
    if (hits[2 * hit] !== list) continue
    const at = hits[2 * hit + 1] ?? 0
    while (value < gathered.count && at >= (values[4 * value + 2] ?? 0)) value++
    if (value >= gathered.count) break
    const from = values[4 * value + 1] ?? 0
    if (at < from) continue
    visit(gathered.scalars[value] ?? null, at - from)
    value++
  }
  return true
}
