import type { Scalar } from '@tocsin/event'

/** How much of a value a sentence shows, in UTF-16 code units. */
export const shownLength = 120

// Cc, Cf (bidirectional overrides, zero-width characters), line and paragraph separators, lone surrogates, unassigned:
// none of them may act on a terminal, a log line or the order in which a sentence is read.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}]/gu

/** A value as a sentence may show it: what does not print is escaped, and what is long is cut with an ellipsis. */
export function shown(value: Scalar | undefined, length = shownLength): string {
  const text = typeof value === 'string' ? value : String(value)
  // Cut before escaping: a value of a megabyte must not be escaped to the end to show its first line.
  const head = text.length > length * 2 ? text.slice(0, length * 2) : text
  const safe = head.replace(unsafe, escaped)
  return safe.length > length || head.length < text.length ? `${cut(safe, length - 1)}…` : safe
}

/** At most `length` code units, never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  const half = /[\uD800-\uDBFF]$/
  const head = text.slice(0, length)
  return half.test(head) ? head.slice(0, -1) : head
}

function escaped(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
