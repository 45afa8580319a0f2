/** Why a document cannot be used, and the offset at which that was seen. */
export interface Objection {
  /** UTF-16 offset in the file. */
  readonly at: number
  readonly reason: string
  readonly fix: string
}

/**
 * How the readers of a document stop at the first thing they cannot accept.
 *
 * Thrown rather than returned because a rule is read through a dozen nested functions; it never leaves `loadRules`.
 */
export class Refused extends Error {
  readonly objection: Objection

  constructor(objection: Objection) {
    super(objection.reason)
    this.objection = objection
  }
}

export function refuse(at: number, reason: string, fix: string): never {
  throw new Refused({ at, reason, fix })
}

/** Line and column, from 1, of an offset. */
export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const end = Math.min(at, text.length)
  let line = 1
  let start = 0
  for (let next = text.indexOf('\n'); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) {
    line++
    start = next + 1
  }
  return { line, column: end - start + 1 }
}
