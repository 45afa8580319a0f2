import { isExactOnPages, pageBytes } from './page.ts'
import type { Entry } from './trie.ts'
import type { Witness, Witnesses } from './witness.ts'

/** What rules look for, by field: what every index is made of. */
export interface Filing {
  /** Rules that can match an event that holds nothing in particular. */
  readonly always: readonly number[]
  readonly fields: ReadonlyMap<string, FieldEntries>
  /** For keywords: what to look for in every value. */
  readonly words: FieldEntries | undefined
  /** The exact words among them: once candidates are found, whether the event holds one is known. */
  readonly filed: Uint8Array
}

export interface FieldEntries {
  readonly equals: Entry[]
  readonly prefix: Entry[]
  readonly suffix: Entry[]
  readonly contains: Entry[]
  /** Rules for which it is enough that the field is there. */
  readonly present: number[]
}

export interface Indexed {
  readonly rule: number
  readonly witnesses: Witnesses | undefined
  /** Exact words that the rule asks for, as numbers of candidates. */
  readonly words: readonly number[]
}

/**
 * Files rules under their witnesses.
 *
 * @param words exact words: the text of candidate `rules + n`
 * @param rules how many the engine has
 */
export function fileRules(indexed: readonly Indexed[], words: readonly string[], rules: number): Filing {
  const always: number[] = []
  const fields = new Map<string, FieldEntries>()
  const filed = new Uint8Array(words.length)
  for (const { rule, witnesses, words: own } of indexed) {
    if (witnesses === undefined) always.push(rule)
    for (const witness of witnesses?.any ?? []) file(fields, witness, rule)
    for (const word of own) {
      const text = words[word - rules] ?? ''
      if (isExactOnPages(text) && (text.length >= shortestFiled || isWitness(text, witnesses))) filed[word - rules] = 1
    }
  }
  for (const [number, text] of words.entries())
    if (filed[number] === 1) file(fields, { field: '', kind: 'contains', text }, rules + number)
  const ofWords = fields.get('')
  fields.delete('')
  return { always, fields, words: ofWords, filed }
}

/** Shorter words are dear to look for: whether they are there is found out where it matters. */
const shortestFiled = 5

function isWitness(word: string, witnesses: Witnesses | undefined): boolean {
  return witnesses?.any.some(({ field, text }) => field === '' && text === word) === true
}

function file(fields: Map<string, FieldEntries>, { field, kind, text }: Witness, rule: number): void {
  let entries = fields.get(field)
  if (entries === undefined) {
    entries = { equals: [], prefix: [], suffix: [], contains: [], present: [] }
    fields.set(field, entries)
  }
  if (kind === 'present') entries.present.push(rule)
  else entries[kind].push({ text: pageBytes(text), rule })
}

/** Whether a value that is a number or a boolean may hold one of the texts. */
export function standInNumbers({ equals, prefix, suffix, contains }: FieldEntries): boolean {
  return [...equals, ...prefix, ...suffix, ...contains].some(({ text }) => standsInNumber(String.fromCharCode(...text)))
}

function standsInNumber(text: string): boolean {
  return /^[-+.\de]+$/.test(text) || 'true false infinity nan'.includes(text)
}

/** The length of the shortest text that is looked for. */
export function shortestOf({ equals, prefix, suffix, contains }: FieldEntries): number {
  return [...equals, ...prefix, ...suffix, ...contains].reduce(
    (least, { text: { length } }) => Math.min(least, length),
    Number.POSITIVE_INFINITY,
  )
}
