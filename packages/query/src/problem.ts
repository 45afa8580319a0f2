import { err, type Words } from '@tocsin/kit'

/** Why a search cannot be read: what, where, and what to do about it. */
export interface SearchProblem {
  readonly code: ProblemCode
  readonly message: Words
  /** UTF-16 code units from the beginning of the text; `end` is after the last one. Equal where something is missing. */
  readonly start: number
  readonly end: number
  readonly fix: Words
}

export type ProblemCode =
  | 'too-long'
  | 'too-large'
  | 'too-deep'
  | 'open-quote'
  | 'open-bracket'
  | 'stray-bracket'
  | 'missing-term'
  | 'missing-value'
  | 'unknown-field'
  | 'bad-value'
  | 'bad-range'
  | 'bad-wildcard'
  | 'bad-regex'
  | 'bad-stage'
  | 'bad-around'

/** A place in the text. */
export type Span = readonly [start: number, end: number]

/** A refusal at a place; each sentence is given in English and French. */
export function refuse(
  code: ProblemCode,
  [start, end]: Span,
  message: readonly [en: string, fr: string],
  fix: readonly [en: string, fr: string],
): { readonly ok: false; readonly error: SearchProblem } {
  return err({
    code,
    start,
    end,
    message: { en: message[0], fr: message[1] },
    fix: { en: fix[0], fr: fix[1] },
  })
}

/** A piece of the person's own text, short enough to be said back. */
export function said(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
