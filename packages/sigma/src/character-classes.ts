import { foldUnit, unitsFoldingTo } from './fold.ts'
import { dashes } from './pattern.ts'

/**
 * Maps UTF-16 code units to small numbers, one for each unit that some text of an index uses; 0 for all others.
 *
 * Units that fold to the same one share a number, and so do the dashes of windash: what the index finds is checked
 * afterwards, so that sharing costs a look and never a match.
 */
export interface CharacterClasses {
  readonly count: number
  /** Class of a unit below 256. */
  readonly low: Uint8Array
  of(unit: number): number
}

const maxClasses = 255

export function characterClasses(texts: Iterable<string>): CharacterClasses {
  const low = new Uint8Array(256)
  const pages = new Map([[0, low]])
  const assign = (unit: number, number: number) => {
    const page = pages.get(unit >> 8) ?? new Uint8Array(256)
    page[unit & 0xff] = number
    pages.set(unit >> 8, page)
  }
  let count = 1
  for (const unit of unitsIn(texts)) {
    if ((pages.get(unit >> 8)?.[unit & 0xff] ?? 0) !== 0) continue
    const number = Math.min(count, maxClasses)
    for (const same of dashUnits.includes(unit) ? dashUnits : [unit]) {
      assign(same, number)
      for (const other of unitsFoldingTo(same)) assign(other, number)
    }
    count = number + 1
  }
  return { count, low, of: (unit) => pages.get(unit >> 8)?.[unit & 0xff] ?? 0 }
}

/** The folded units of the texts in ascending order: where numbers run out, it is the rare ones that share the last. */
function unitsIn(texts: Iterable<string>): number[] {
  const units = new Set<number>()
  for (const text of texts) for (let i = 0; i < text.length; i++) units.add(foldUnit(text.charCodeAt(i)))
  return [...units].sort((a, b) => a - b)
}

const dashUnits = Array.from(dashes, (dash) => dash.charCodeAt(0))
