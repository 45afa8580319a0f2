import type { TakePair } from '../wire/pairs.ts'

/** The fields between pipes in front of the extension, with their places. */
export interface Pipes {
  readonly values: readonly string[]
  readonly places: readonly (readonly [start: number, end: number])[]
  /** Where the extension begins. */
  readonly end: number
}

/** Reads `count` fields that end with a pipe; `\|` and `\\` are escaped in CEF. */
export function readHeader(text: string, start: number, count: number): Pipes | undefined {
  const values: string[] = []
  const places: (readonly [number, number])[] = []
  let from = start
  for (let at = start; at <= text.length && values.length < count; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92) at++
    // The last field of a line without extension ends with the line.
    else if (unit === 124 || (at === text.length && values.length === count - 1)) {
      const raw = text.slice(from, at)
      values.push(raw.includes('\\') ? raw.replace(/\\([\\|])/g, '$1') : raw)
      places.push([from, at])
      from = at + 1
    }
  }
  return values.length === count ? { values, places, end: Math.min(from, text.length) } : undefined
}

/**
 * Reads `key=value key=value with spaces`: a value ends where a space and the next key begin.
 *
 * `=` in a value is escaped; where a sender forgets that, it still reads as value unless a bare word stands before it.
 */
export function readExtension(text: string, start: number, take: TakePair): void {
  let key: string | undefined
  let valueStart = start
  let wordStart = start
  let isKey = true
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92) {
      at++
      isKey = false
    } else if (unit === 32) {
      wordStart = at + 1
      isKey = true
    } else if (unit === 61 && isKey && at > wordStart) {
      if (key !== undefined) giveValue(text, key, valueStart, Math.max(valueStart, wordStart - 1), take)
      key = text.slice(wordStart, at)
      valueStart = at + 1
      isKey = false
    } else if (!isKeyUnit(unit) || at - wordStart > 64) isKey = false
  }
  if (key !== undefined) giveValue(text, key, valueStart, text.length, take)
}

/** Reads LEEF's `key<delimiter>` fields: tabs, or in 2.0 the character (or `x5E`, `0x5E`) that the header names. */
export function readFields(text: string, start: number, version: string, take: TakePair): void {
  const { delimiter, from } = delimiterOf(text, start, version)
  let at = from
  let sign = from - 1
  while (at < text.length) {
    const found = text.indexOf(delimiter, at)
    const end = found < 0 ? text.length : found
    // The next sign may lie many fields on: it is looked for once.
    if (sign < at) sign = text.indexOf('=', at)
    if (sign < 0) return
    if (sign > at && sign < end && sign - at <= 64) {
      take(text.slice(at, sign).trim(), text.slice(sign + 1, end), sign + 1, end)
    }
    at = end + delimiter.length
  }
}

function delimiterOf(text: string, start: number, version: string): { delimiter: string; from: number } {
  if (!version.startsWith('2')) return { delimiter: '\t', from: start }
  const match = /^(?:0?x([\dA-Fa-f]{2,4})|([^\w\s|]|))\|/.exec(text.slice(start, start + 8))
  if (match === null) return { delimiter: '\t', from: start }
  const hex = match[1]
  const delimiter = hex === undefined ? match[2] || '\t' : String.fromCharCode(Number.parseInt(hex, 16))
  return { delimiter, from: start + match[0].length }
}

function giveValue(text: string, key: string, start: number, end: number, take: TakePair): void {
  const raw = text.slice(start, end)
  take(key, raw.includes('\\') ? raw.replace(/\\([\\=|nr])/g, unescaped) : raw, start, end)
}

function unescaped(_: string, unit: string): string {
  return unit === 'n' ? '\n' : unit === 'r' ? '\r' : unit
}

// Letters, digits and what vendors put into their own keys.
function isKeyUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 46 ||
    unit === 45
  )
}
