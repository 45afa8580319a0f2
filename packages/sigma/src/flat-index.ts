import { addCandidate, type Candidates } from './candidates.ts'
import { type FieldEntries, type Filing, shortestOf, standInNumbers } from './filing.ts'
import { type FinderMemory, type PlacedImage, placedImage, placeOfImage, writePage } from './finder-memory.ts'
import { addField, addWords, type Image, newImage, type WordRecords } from './image.ts'
import type { Fields, Scalar } from './value.ts'

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
  const words = filing.words === undefined ? undefined : flatWords(image, filing.words)
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

function flatWords(image: Image, entries: FieldEntries): FlatWords {
  return {
    ...addWords(image, entries),
    present: [...new Set(entries.present)],
    shortest: shortestOf(entries),
    inNumbers: standInNumbers(entries),
    clean: [],
  }
}

/** What is written down of one event; used again for the next. */
interface Gathered {
  text: string
  /** Values that are looked at, or -1 if they are too many. */
  count: number
  readonly scalars: Scalar[]
  /** Texts that may turn out to hold no keyword, and their columns. */
  readonly unread: string[]
  readonly columns: number[]
  unreadCount: number
}

const gathered: Gathered = { text: '', count: 0, scalars: [], unread: [], columns: [], unreadCount: 0 }

/**
 * Adds every rule that might match, the others cannot; and every exact word of the index that the event holds.
 *
 * @returns false if the event is too long for the memory, or the index too large: nothing is known then
 */
export function findFlat(index: FlatIndex, memory: FinderMemory, event: Fields, found: Candidates): boolean {
  const image = placeOfImage(memory, index.image)
  if (image === undefined) return false
  index.event = -1
  gathered.text = ''
  gathered.count = 0
  gathered.unreadCount = 0
  if (index.few === undefined) gather(index, event, memory.values, found)
  else ask(index, index.few, event, memory.values, found)
  const { text, count } = gathered
  gathered.text = ''
  if (count < 0 || !writePage(memory, text)) return false
  const { always, words } = index
  for (const rule of always) addCandidate(found, rule)
  if (words !== undefined) for (const rule of words.present) addCandidate(found, rule)
  if (count === 0) return true
  const met = memory.finder.find(text.length, image, words?.anchored ?? 0, words?.contained ?? 0, count)
  index.event = ++memory.event
  if (words !== undefined && memory.hits[0] === 0) keepClean(words)
  for (let i = 0; i < met; i++) addCandidate(found, memory.found[i] ?? 0)
  return true
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

/** A text that comes in the same field again need not be looked at again. */
function keepClean({ clean }: FlatWords): void {
  const { unread, columns, unreadCount } = gathered
  for (let i = 0; i < unreadCount; i++) clean[columns[i] ?? 0] = unread[i]
}

function ask(index: FlatIndex, few: Int32Array, event: Fields, values: Int32Array, found: Candidates): void {
  for (let i = 0; i < few.length; i++) {
    const slot = few[i] ?? 0
    const value = event.get(slot)
    if (value === undefined) continue
    if (index.somePresent[slot] === 1) addPresent(index, slot, found)
    const record = index.records[slot] ?? 0
    if (record === 0) continue
    if (value !== null && typeof value === 'object') for (const element of value) addScalar(element, record, values)
    else addScalar(value, record, values)
  }
}

/** Longer texts seldom come again at once. */
const longestClean = 1000

function gather(index: FlatIndex, event: Fields, values: Int32Array, found: Candidates): void {
  const { records, somePresent, words } = index
  const filled = event.filled()
  if (index.anyPresent)
    for (let i = 0; i < filled.count; i++) {
      const slot = filled.slots[i] ?? 0
      if (somePresent[slot] === 1) addPresent(index, slot, found)
    }
  const scalars = event.scalars()
  const slots = records.length
  const shortest = words === undefined ? Number.POSITIVE_INFINITY : words.shortest
  const inNumbers = words?.inNumbers === true
  const anchored = words !== undefined && words.anchored !== 0
  for (let i = 0; i < scalars.count; i++) {
    const column = scalars.columns[i] ?? 0
    const record = column < slots ? (records[column] ?? 0) : 0
    const value = scalars.values[i] ?? null
    if (typeof value === 'string') {
      const looked = words !== undefined && value.length >= shortest && words.clean[column] !== value
      if (looked && value.length <= longestClean) {
        gathered.unread[gathered.unreadCount] = value
        gathered.columns[gathered.unreadCount++] = column
      }
      if (looked || anchored || record !== 0) addText(value, value, record, looked ? 1 : 0, values)
    } else if (value !== null && (inNumbers || record !== 0))
      addText(value, String(value), record, inNumbers ? 1 : 0, values)
  }
}

function addPresent(index: FlatIndex, slot: number, found: Candidates): void {
  for (const rule of index.present[slot] ?? []) addCandidate(found, rule)
}

function addScalar(value: Scalar, record: number, values: Int32Array): void {
  if (value !== null) addText(value, typeof value === 'string' ? value : String(value), record, 0, values)
}

function addText(value: Scalar, text: string, record: number, words: number, values: Int32Array): void {
  const at = 4 * gathered.count
  if (at < 0 || at >= values.length) {
    gathered.count = -1
    return
  }
  const from = gathered.text.length
  values[at] = record
  values[at + 1] = from
  values[at + 2] = from + text.length
  values[at + 3] = words
  gathered.text += text
  gathered.scalars[gathered.count] = value
  gathered.count++
}
