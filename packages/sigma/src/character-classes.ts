import { foldUnit } from './fold.ts'
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
  const pages = new Map<number, Uint8Array>()
  const low = new Uint8Array(256)
  pages.set(0, low)
  const classOf = new Map<number, number>()
  const assign = (unit: number, number: number) => {
    const page = pages.get(unit >> 8) ?? new Uint8Array(256)
    page[unit & 0xff] = number
    pages.set(unit >> 8, page)
  }
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const unit = foldUnit(text.charCodeAt(i))
      if (classOf.has(unit)) continue
      const number = Math.min(classOf.size + 1, maxClasses)
      for (const same of sharing(unit)) {
        classOf.set(same, number)
        assign(same, number)
        for (const other of foldsTo.get(same) ?? []) assign(other, number)
      }
    }
  }
  const count = Math.min(classOf.size, maxClasses) + 1
  return { count, low, of: (unit) => pages.get(unit >> 8)?.[unit & 0xff] ?? 0 }
}

const dashUnits = [...dashes].map((dash) => dash.charCodeAt(0))

function sharing(unit: number): readonly number[] {
  return dashUnits.includes(unit) ? dashUnits : [unit]
}

/** Folded unit -> the other units that fold to it. */
const foldsTo = new Map<number, number[]>()
for (let unit = 0; unit < 0x10000; unit++) {
  const folded = foldUnit(unit)
  if (folded !== unit) foldsTo.set(folded, [...(foldsTo.get(folded) ?? []), unit])
}
