import { automaton } from './automaton.ts'
import type { Candidates } from './candidates.ts'
import { characterClasses } from './character-classes.ts'
import { glanceFor, mostGlanced } from './glance.ts'
import { scalarText } from './scalar.ts'
import { shortestSkipped, skipper } from './skipper.ts'
import { type Entry, trie } from './trie.ts'
import type { Fields, Scalar } from './value.ts'
import type { Witness, Witnesses } from './witness.ts'

/** Finds, among many rules at once, the few that one event might meet. */
export interface RuleIndex {
  /** Adds every rule that might match; the others cannot. */
  find(fields: Fields, found: Candidates): void
}

export interface Indexed {
  readonly rule: number
  readonly witnesses: Witnesses | undefined
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
  const fields = [...byField].map(([field, entries]) => ({
    slot: slots.get(field) ?? -1,
    entries,
    scan: scanner(entries),
  }))
  const scanWord = words === undefined ? undefined : scanner(words)
  return {
    find: (event, found) => {
      for (const rule of always) found.add(rule)
      for (const { slot, entries, scan } of fields) {
        const value = event.get(slot)
        if (value === undefined) continue
        for (const rule of entries.present) found.add(rule)
        if (typeof value === 'string') scan(value, found)
        else if (value !== null && typeof value === 'object')
          for (const element of value) scanScalar(element, scan, found)
        else scanScalar(value, scan, found)
      }
      if (scanWord === undefined) return
      for (const rule of words?.present ?? []) found.add(rule)
      event.each((value) => scanScalar(value, scanWord, found))
    },
  }
}

interface FieldEntries {
  readonly equals: Entry[]
  readonly prefix: Entry[]
  readonly suffix: Entry[]
  readonly contains: Entry[]
  readonly present: number[]
}

type Scan = (text: string, found: Candidates) => void

function file(byField: Map<string, FieldEntries>, { field, kind, text }: Witness, rule: number): void {
  let entries = byField.get(field)
  if (entries === undefined) {
    entries = { equals: [], prefix: [], suffix: [], contains: [], present: [] }
    byField.set(field, entries)
  }
  if (kind === 'present') entries.present.push(rule)
  else entries[kind].push({ text, rule })
}

function scanScalar(value: Scalar, scan: Scan, found: Candidates): void {
  const text = scalarText(value)
  if (text !== undefined) scan(text, found)
}

function scanner({ equals, prefix, suffix, contains }: FieldEntries): Scan {
  const scans: Scan[] = []
  if (equals.length + prefix.length > 0) scans.push(trie(prefix, equals, classesOf(prefix, equals), 1).scan)
  if (suffix.length > 0) scans.push(trie(suffix, [], classesOf(suffix, []), -1).scan)
  if (contains.length > 0) scans.push(...anywhere(contains))
  const [first] = scans
  if (scans.length === 1 && first !== undefined) return first
  return (text, found) => {
    for (const scan of scans) scan(text, found)
  }
}

/** A few texts are glanced at first; many or short ones are found by an automaton, long ones by skipping. */
function anywhere(contains: readonly Entry[]): Scan[] {
  const words = contains.map(({ text }) => text)
  const scans = closely(contains)
  if (new Set(words).size > mostGlanced) return scans
  const glance = glanceFor(words)
  return scans.map((scan) => (text, found) => {
    if (glance(text)) scan(text, found)
  })
}

function closely(contains: readonly Entry[]): Scan[] {
  const shortest = contains.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY)
  const classes = classesOf(contains, [])
  if (shortest < shortestSkipped || contains.length > mostSkipped) return [automaton(contains, classes).scan]
  return [skipper(contains, classes).scan]
}

const mostSkipped = 500

function classesOf(some: readonly Entry[], more: readonly Entry[]) {
  return characterClasses([...some, ...more].map(({ text }) => text))
}
