import { type Candidates, type Postings, postings } from './candidates.ts'
import type { CharacterClasses } from './character-classes.ts'
import { addTo, type Entry, insert, newTable, report } from './trie.ts'

/** Texts shorter than this give nothing to skip. */
export const shortestSkipped = 5
/** Longer windows skip further, but fewer texts have them. */
const longestWindow = 9
const bits = 15

/**
 * Finds texts anywhere in a value without looking at every character.
 *
 * Wu and Manber's search (1994): a table says, for the last three characters under the window, how far the next place
 * is at which any text could end. Where it says 0, a trie is walked from the window's beginning. Of each text a window
 * of the same length is looked for: whoever is found is checked in full afterwards.
 */
export interface Skipper {
  readonly width: number
  readonly count: number
  readonly classes: CharacterClasses
  readonly low: Uint8Array
  readonly shifts: Uint8Array
  readonly cells: Int32Array
  readonly own: Postings
}

export function newSkipper(entries: readonly Entry[], classes: CharacterClasses): Skipper {
  const width = entries.reduce((least, { text }) => Math.min(least, text.length), longestWindow)
  const table = newTable(classes)
  const lists: number[][] = []
  const shifts = new Uint8Array(1 << bits).fill(width - 2)
  for (const { text, rule } of entries) {
    const window = rarestWindow(text, width)
    addTo(lists, insert(table, window, 1), rule)
    const classAt = (at: number) => classes.of(window.charCodeAt(at))
    for (let at = 2; at < width; at++) {
      const three = hash(classAt(at - 2), classAt(at - 1), classAt(at))
      shifts[three] = Math.min(shifts[three] ?? 0, width - 1 - at)
    }
  }
  const { count, low } = classes
  return {
    width,
    count,
    classes,
    low,
    shifts,
    cells: table.cells.slice(0, table.states * count),
    own: postings(lists, table.states),
  }
}

export function scanSkipping(skipper: Skipper, text: string, found: Candidates): void {
  const { width, shifts } = skipper
  let at = width - 1
  while (at < text.length) {
    const shift =
      shifts[hash(classAt(skipper, text, at - 2), classAt(skipper, text, at - 1), classAt(skipper, text, at))] ?? 1
    if (shift !== 0) at += shift
    else {
      walk(skipper, text, at - width + 1, found)
      at++
    }
  }
}

function walk(skipper: Skipper, text: string, from: number, found: Candidates): void {
  const { width, count, cells, own } = skipper
  let state = 0
  for (let at = from; at < from + width; at++) {
    state = cells[state * count + classAt(skipper, text, at)] ?? 0
    if (state === 0) return
  }
  report(own, state, found)
}

function classAt({ low, classes }: Skipper, text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit < 256 ? (low[unit] ?? 0) : classes.of(unit)
}

function hash(a: number, b: number, c: number): number {
  return ((a << 10) ^ (b << 5) ^ c) & ((1 << bits) - 1)
}

/** The part of a text whose letters and signs are the least usual in logs. */
export function rarestWindow(text: string, width: number): string {
  let best = text.slice(0, width)
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at + width <= text.length; at++) {
    const window = text.slice(at, at + width)
    const cost = [...window].reduce((sum, char) => sum + (usual.get(char) ?? 1), 0)
    if (cost < least) {
      least = cost
      best = window
    }
  }
  return best
}

/** Rough frequency of characters in paths, command lines and messages. */
const usual = new Map([...'etainosrldcmwupf\\.'].map((char, rank) => [char, 6 - rank / 4]))
