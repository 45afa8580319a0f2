import { addCandidate, type Candidates, type Postings, postings } from './candidates.ts'
import type { CharacterClasses } from './character-classes.ts'
import type { Span } from './page.ts'

export interface Entry {
  /** As pages hold it. */
  readonly text: Uint8Array
  readonly rule: number
}

/** A table of states by character class, grown as texts are put in. State 0 is the start; 0 as a target is nowhere. */
export interface Table {
  readonly classes: CharacterClasses
  /** target = cells[state * classes.count + class] */
  cells: Int32Array
  states: number
}

export function newTable(classes: CharacterClasses): Table {
  return { classes, cells: new Int32Array(classes.count * 64), states: 1 }
}

/** Walks a text into the table, adding states; `step` 1 reads forwards, -1 backwards. Gives the last state. */
export function insert(table: Table, text: Uint8Array, step: 1 | -1): number {
  const { classes } = table
  let state = 0
  for (let n = 0, i = step === 1 ? 0 : text.length - 1; n < text.length; n++, i += step) {
    const cell = state * classes.count + (classes.low[text[i] ?? 0] ?? 0)
    const next = table.cells[cell] ?? 0
    if (next !== 0) {
      state = next
      continue
    }
    state = table.states++
    if (table.states * classes.count > table.cells.length) {
      const grown = new Int32Array(table.cells.length * 2)
      grown.set(table.cells)
      table.cells = grown
    }
    table.cells[cell] = state
  }
  return state
}

/**
 * Finds texts at the beginning (or the end) of a value: a walk that ends at the first character nobody asked for.
 *
 * Data and one function for all, rather than a closure for each: the function is compiled once, and soon.
 */
export interface Trie {
  readonly step: 1 | -1
  readonly count: number
  readonly low: Uint8Array
  readonly cells: Int32Array
  readonly open: Postings
  readonly whole: Postings
}

/**
 * @param open texts that the value must begin with (end with, for step -1)
 * @param whole texts that the value must be
 */
export function newTrie(
  open: readonly Entry[],
  whole: readonly Entry[],
  classes: CharacterClasses,
  step: 1 | -1,
): Trie {
  const table = newTable(classes)
  const openLists: number[][] = []
  const wholeLists: number[][] = []
  for (const { text, rule } of open) addTo(openLists, insert(table, text, step), rule)
  for (const { text, rule } of whole) addTo(wholeLists, insert(table, text, step), rule)
  return {
    step,
    count: classes.count,
    low: classes.low,
    cells: table.cells.slice(0, table.states * classes.count),
    open: postings(openLists, table.states),
    whole: postings(wholeLists, table.states),
  }
}

export function scanTrie(trie: Trie, { bytes, from, to }: Span, found: Candidates): void {
  const { step, count, low, cells, open, whole } = trie
  let state = 0
  for (let n = to - from, at = step === 1 ? from : to - 1; n > 0; n--, at += step) {
    const next = cells[state * count + (low[bytes[at] ?? 0] ?? 0)] ?? 0
    if (next === 0) return
    state = next
    report(open, state, found)
  }
  report(whole, state, found)
}

export function addTo(lists: number[][], state: number, rule: number): void {
  const list = lists[state]
  if (list === undefined) lists[state] = [rule]
  else if (list.at(-1) !== rule) list.push(rule)
}

export function report({ starts, rules }: Postings, list: number, found: Candidates): void {
  const end = starts[list + 1] ?? 0
  for (let i = starts[list] ?? 0; i < end; i++) addCandidate(found, rules[i] ?? 0)
}
