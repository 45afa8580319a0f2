import { addressOf } from './address.ts'
import type { Put } from './dialect.ts'

/**
 * A line's pattern: literal text and `%{type:name}`, such as `Deny %{word:protocol} src %{text:zone}:%{ip:src_ip}`.
 *
 * Types: `word` (no space), `int`, `ip`, `text` (up to the next literal, the first time it comes), `last` (up to the last
 * time it comes, for what the other side may choose), `rest` (to the end). Without a name, the part is passed over.
 * There is no way back: matching takes time linear in the text for each part.
 */
export interface Pattern {
  /** The first word, where it is literal as a whole. */
  readonly head: string | undefined
  /** Whether the text from `start` on is of the pattern; only then are its fields put. What follows the pattern is not looked at. */
  match(text: string, start: number, put: Put): boolean
}

interface Part {
  readonly type: string
  readonly name: string
  /** The literal text behind it; empty at the end of the pattern. */
  readonly next: string
}

/**
 * Compiles a pattern.
 *
 * @param set fields of our own words, placed at the matched text
 * @throws RangeError for a type that does not exist: patterns are ours, and tested
 */
export function pattern(source: string, set: Readonly<Record<string, string | boolean>> = {}): Pattern {
  const pieces = source.split(/%\{([a-z]+(?::[\w.-]+)?)\}/)
  const literal = pieces[0] ?? ''
  const parts: Part[] = []
  for (let at = 1; at < pieces.length; at += 2) {
    const [type = '', name = ''] = (pieces[at] ?? '').split(':')
    if (!types.has(type)) throw new RangeError(`pattern "${source}" asks for "${type}", which is no type`)
    parts.push({ type, name, next: pieces[at + 1] ?? '' })
  }
  const words = Object.entries(set)
  const space = literal.search(/[ :]/)
  return {
    head: space > 0 ? literal.slice(0, space) : parts.length === 0 ? literal : undefined,
    match(text, start, put) {
      if (!text.startsWith(literal, start)) return false
      const ends: number[] = []
      let at = start + literal.length
      for (const part of parts) {
        const end = partEnd(text, at, part)
        if (end < 0) return false
        ends.push(at, end)
        at = end + part.next.length
      }
      for (const [index, { type, name }] of parts.entries()) {
        const [from = 0, to = 0] = [ends[2 * index], ends[2 * index + 1]]
        if (name === '' || to === from) continue
        const value = text.slice(from, to)
        put(name, type === 'int' ? integer(value) : value, from, to)
      }
      for (const [name, value] of words) put(name, value, start, at)
      return true
    },
  }
}

const types = new Set(['word', 'int', 'ip', 'text', 'last', 'rest'])

// Past what a number holds exactly the digits stay text.
function integer(digits: string): number | string {
  return digits.length <= 15 ? Number(digits) : digits
}

/** Where the part ends, or -1. */
function partEnd(text: string, at: number, { type, next }: Part): number {
  switch (type) {
    case 'text':
      return next === '' ? text.length : text.indexOf(next, at)
    case 'last': {
      const end = next === '' ? text.length : text.lastIndexOf(next)
      return end < at ? -1 : end
    }
    case 'rest':
      return text.length
    default:
      return runEnd(text, at, type, next)
  }
}

function runEnd(text: string, at: number, type: string, next: string): number {
  let end = at
  if (type === 'int') while (isDigit(text.charCodeAt(end))) end++
  else if (type === 'ip') end = addressEnd(text, at, next)
  else {
    // A word ends at a space, or where the literal behind it begins.
    const stop = next === '' ? 32 : next.charCodeAt(0)
    while (end < text.length && text.charCodeAt(end) !== 32 && text.charCodeAt(end) !== stop) end++
  }
  return end > at && text.startsWith(next, end) ? end : -1
}

// `198.51.100.7:443` before a literal colon: the last colon belongs to the port.
function addressEnd(text: string, at: number, next: string): number {
  let end = at
  let colon = -1
  for (; isAddress(text.charCodeAt(end)) && end < at + 64; end++) if (text.charCodeAt(end) === 58) colon = end
  if (next.startsWith(':') && colon > at && !text.startsWith(next, end)) end = colon
  // `afar` begins with letters of an address, and is none.
  return addressOf(text.slice(at, end)) === undefined ? at : end
}

function isAddress(unit: number): boolean {
  return isDigit(unit) || unit === 46 || unit === 58 || (unit >= 97 && unit <= 102) || (unit >= 65 && unit <= 70)
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}
