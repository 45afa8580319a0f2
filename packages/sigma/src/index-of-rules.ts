import { type Automaton, newAutomaton, scanAutomaton } from './automaton.ts'
import { addCandidate, type Candidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { type Glance, glanced, glanceFor, mostGlanced } from './glance.ts'
import { scalarText } from './scalar.ts'
import { newSkipper, type Skipper, scanSkipping, shortestSkipped } from './skipper.ts'
import { type Entry, newTrie, scanTrie, type Trie } from './trie.ts'
import type { Fields, Scalar } from './value.ts'
import type { Witness, Witnesses } from './witness.ts'

/** Finds, among many rules at once, the few that one event might meet. */
export interface RuleIndex {
  /** Rules that can match an event that holds nothing in particular. */
  readonly always: readonly number[]
  readonly fields: readonly FieldIndex[]
  /** For keywords: what to look for in every value. */
  readonly words: FieldIndex | undefined
}

export interface Indexed {
  readonly rule: number
  readonly witnesses: Witnesses | undefined
}

/** What rules look for in one field. */
interface FieldIndex {
  readonly slot: number
  /** Rules for which it is enough that the field is there. */
  readonly present: readonly number[]
  readonly begins: Trie | undefined
  readonly ends: Trie | undefined
  /** Few texts are glanced at first. */
  readonly glance: Glance | undefined
  /** Many or short texts are found by an automaton, long ones by skipping. */
  readonly automaton: Automaton | undefined
  readonly skipper: Skipper | undefined
}

export function indexRules(rules: readonly Indexed[], slots: ReadonlyMap<string, number>): RuleIndex {
  const always: number[] = []
  const byField = new Map<string, FieldEntries>()
  for (const { rule, witnesses } of rules) {
    if (witnesses === undefined) always.push(rule)
    for (const witness of witnesses?.any ?? []) file(byField, witness, rule)
  }
  const words = byField.get('')
  byField.delete('')
  return {
    always,
    fields: [...byField].map(([field, entries]) => fieldIndex(slots.get(field) ?? -1, entries)),
    words: words === undefined ? undefined : fieldIndex(-1, words),
  }
}

/** Adds every rule that might match; the others cannot. */
export function findCandidates(index: RuleIndex, event: Fields, found: Candidates): void {
  for (const rule of index.always) addCandidate(found, rule)
  for (const field of index.fields) {
    const value = event.get(field.slot)
    if (value === undefined) continue
    for (const rule of field.present) addCandidate(found, rule)
    if (typeof value === 'string') scanText(field, value, found)
    else if (value !== null && typeof value === 'object') for (const element of value) scanScalar(field, element, found)
    else scanScalar(field, value, found)
  }
  const { words } = index
  if (words === undefined) return
  for (const rule of words.present) addCandidate(found, rule)
  event.each((value) => scanScalar(words, value, found))
}

function scanScalar(field: FieldIndex, value: Scalar, found: Candidates): void {
  const text = scalarText(value)
  if (text !== undefined) scanText(field, text, found)
}

function scanText(field: FieldIndex, text: string, found: Candidates): void {
  if (field.begins !== undefined) scanTrie(field.begins, text, found)
  if (field.ends !== undefined) scanTrie(field.ends, text, found)
  if (field.glance !== undefined && !glanced(field.glance, text)) return
  if (field.skipper !== undefined) scanSkipping(field.skipper, text, found)
  if (field.automaton !== undefined) scanAutomaton(field.automaton, text, found)
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

function fieldIndex(slot: number, { equals, prefix, suffix, contains, present }: FieldEntries): FieldIndex {
  const words = contains.map(({ text }) => text)
  const shortest = words.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY)
  const skips = shortest >= shortestSkipped && words.length <= mostSkipped
  const classes = characterClasses(words)
  const some = words.length > 0
  return {
    slot,
    present: [...new Set(present)],
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
