import { ok, type Result } from '@tocsin/kit'
import { refuse, type SearchProblem, type Span } from './problem.ts'

/** A place in the text that moves on. Every method is linear in what it passes. */
export interface Cursor {
  readonly text: string
  at: number
}

/** A part of a value: in quotation marks everything stands for itself. */
export interface Piece {
  readonly text: string
  readonly quoted: boolean
}

export function skipSpace(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && /\s/u.test(cursor.text.charAt(cursor.at))) cursor.at++
}

/** Takes what a sticky expression matches here, or leaves the cursor where it is. */
export function take(cursor: Cursor, expression: RegExp): string | undefined {
  expression.lastIndex = cursor.at
  const found = expression.exec(cursor.text)?.[0]
  if (found === undefined) return undefined
  cursor.at += found.length
  return found
}

/** What a sticky expression would take here. */
export function peek({ text, at }: Cursor, expression: RegExp): string | undefined {
  expression.lastIndex = at
  return expression.exec(text)?.[0]
}

export function atEnd({ text, at }: Cursor): boolean {
  return at >= text.length
}

/** The word that is here, for a message; at least one character where there is one. */
export function wordSpan({ text, at }: Cursor): Span {
  word.lastIndex = at
  return [at, at + (word.exec(text)?.[0].length ?? Math.min(1, text.length - at))]
}

const word = /[^\s()"|]+/y

/**
 * Reads parts that stand together, such as `*"two words"*`, up to white space, a bracket, `|` or one of `stops`.
 *
 * In quotation marks `\"` and `\\` stand for `"` and `\`; every other backslash is itself, so that paths can be pasted.
 */
export function readPieces(cursor: Cursor, bare: RegExp): Result<readonly Piece[], SearchProblem> {
  const pieces: Piece[] = []
  for (;;) {
    if (cursor.text[cursor.at] === '"') {
      const open = cursor.at
      const text = quoted(cursor)
      if (text === undefined) {
        return refuse(
          'open-quote',
          [open, cursor.text.length],
          ['A quotation mark is not closed', 'Un guillemet reste ouvert'],
          [
            'Close it with " or write \\" for the sign itself',
            'Fermez-le par ", ou écrivez \\" pour le signe lui-même',
          ],
        )
      }
      pieces.push({ text, quoted: true })
      continue
    }
    const text = take(cursor, bare)
    if (text === undefined) return ok(pieces)
    pieces.push({ text, quoted: false })
  }
}

function quoted(cursor: Cursor): string | undefined {
  const { text } = cursor
  let out = ''
  for (let i = cursor.at + 1; i < text.length; i++) {
    const sign = text.charAt(i)
    if (sign === '"') {
      cursor.at = i + 1
      return out
    }
    const next = text.charAt(i + 1)
    if (sign === '\\' && (next === '"' || next === '\\')) {
      out += next
      i++
    } else out += sign
  }
  return undefined
}
