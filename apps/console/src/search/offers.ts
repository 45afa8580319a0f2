import { type Completion, complete, searchFields } from '@tocsin/query'
import type { Completed, Offer } from './shapes.ts'

/** What is offered at a place of the text, and which part of it an offer takes the place of. */
export interface Offers {
  readonly start: number
  readonly end: number
  readonly options: readonly Offer[]
  readonly withheld: boolean
}

/** Options that a list shows. */
const most = 12

const none: Offers = { start: 0, end: 0, options: [], withheld: false }

/** Whether the store is to be asked: a value is being written, of a field that does not name people alone. */
export function needsValues(text: string, at: number): boolean {
  return complete(text, at, searchFields).value !== undefined
}

/**
 * What is offered while somebody types: the language's own words at once, real values when they are there.
 *
 * Operators are left to those who ask (`all`): whoever has written a field's name knows to go on.
 */
export function offersAt(text: string, at: number, values: Completed | undefined, what: 'usual' | 'all'): Offers {
  const local: Completion = complete(text, at, searchFields)
  if (local.value !== undefined) {
    const { start, end } = local
    // An answer to an earlier letter would take the place of what was typed since
    if (values !== undefined && values.start === start && values.end === end) {
      return { ...values, options: values.options.slice(0, most) }
    }
    return { start, end, options: local.options.slice(0, most), withheld: false }
  }
  const options = local.options.filter(({ kind }) => what === 'all' || kind !== 'operator')
  // Nothing was begun: a list of everything would stand in the way of those who only pause
  if (what === 'usual' && local.start === local.end && !/\|\s*$|\bby\s+$|,\s*$/u.test(text.slice(0, at))) return none
  return { start: local.start, end: local.end, options: options.slice(0, most), withheld: false }
}

/** The text with an offer taken, and where the cursor then stands. */
export function taken(
  text: string,
  { start, end }: Offers,
  { kind, text: offer }: Offer,
): { text: string; at: number } {
  const behind = text.slice(end)
  const inStage = /\|[^|]*$/u.test(text.slice(0, start))
  const tail = kind === 'field' ? (inStage ? '' : ':') : kind === 'operator' || behind.startsWith(' ') ? '' : ' '
  const written = `${text.slice(0, start)}${offer}${tail}`
  return { text: written + behind, at: written.length }
}
