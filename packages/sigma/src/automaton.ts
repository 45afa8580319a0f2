import { type Candidates, type Postings, postings } from './candidates.ts'
import type { CharacterClasses } from './character-classes.ts'
import type { Span } from './page.ts'
import { addTo, type Entry, insert, newTable, report } from './trie.ts'

/**
 * Finds many texts anywhere in a value, in one pass: one table look-up for each character.
 *
 * Aho-Corasick as a full table: cell = next state times class count, bitwise inverted where that state, or a state on
 * its chain of suffixes, has rules to report. So the pass is one load and one test of the sign for each character.
 */
export interface Automaton {
  readonly count: number
  readonly low: Uint8Array
  readonly cells: Int32Array
  readonly own: Postings
  /** For each state the next shorter suffix that reports, or 0. */
  readonly reports: Int32Array
}

export function newAutomaton(entries: readonly Entry[], classes: CharacterClasses): Automaton {
  const table = newTable(classes)
  const lists: number[][] = []
  for (const { text, rule } of entries) addTo(lists, insert(table, text, 1), rule)
  const { count, low } = classes
  const cells = table.cells.slice(0, table.states * count)
  const own = postings(lists, table.states)
  return { count, low, cells, own, reports: complete(cells, count, lists, table.states) }
}

export function scanAutomaton(automaton: Automaton, { bytes, from, to }: Span, found: Candidates): void {
  const { count, low, cells, own, reports } = automaton
  let row = 0
  for (let at = from; at < to; at++) {
    const cell = cells[row + (low[bytes[at] ?? 0] ?? 0)] ?? 0
    if (cell >= 0) {
      row = cell
      continue
    }
    row = ~cell
    for (let state = row / count; state > 0; state = reports[state] ?? 0) report(own, state, found)
  }
}

/**
 * Fills in where the table goes when a text breaks off, breadth first, and turns states into marked rows.
 *
 * @returns for each state the next shorter suffix that reports, or 0
 */
function complete(
  cells: Int32Array,
  count: number,
  lists: readonly (number[] | undefined)[],
  states: number,
): Int32Array {
  const suffix = new Int32Array(states)
  const reports = new Int32Array(states)
  const queue = new Int32Array(states)
  let tail = 0
  for (let c = 0; c < count; c++) {
    const child = cells[c] ?? 0
    if (child !== 0) queue[tail++] = child
  }
  for (let head = 0; head < tail; head++) {
    const state = queue[head] ?? 0
    const shorter = suffix[state] ?? 0
    reports[state] = lists[shorter] === undefined ? (reports[shorter] ?? 0) : shorter
    for (let c = 0; c < count; c++) {
      const cell = state * count + c
      const child = cells[cell] ?? 0
      const fallback = cells[shorter * count + c] ?? 0
      if (child === 0) cells[cell] = fallback
      else {
        suffix[child] = fallback
        queue[tail++] = child
      }
    }
  }
  for (let cell = 0; cell < cells.length; cell++) {
    const target = cells[cell] ?? 0
    const speaks = target !== 0 && (lists[target] !== undefined || (reports[target] ?? 0) !== 0)
    cells[cell] = speaks ? ~(target * count) : target * count
  }
  return reports
}
