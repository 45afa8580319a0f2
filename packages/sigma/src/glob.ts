import type { Part } from './detection.ts'
import { fold } from './fold.ts'
import { dashes } from './pattern.ts'

/** Says whether a whole text fits a pattern. The text must be folded already unless the pattern is cased. */
export type TextMatcher = (text: string) => boolean

export function textMatcher(pattern: readonly Part[], cased: boolean): TextMatcher {
  const parts = cased ? pattern : pattern.map(foldPart)
  const [first, second, third] = parts
  if (first === undefined) return (text) => text === ''
  if (parts.length === 1) {
    if (first.kind === 'many') return () => true
    if (first.kind === 'text') return equals(first.text)
  }
  if (parts.length === 2 && second !== undefined) {
    if (first.kind === 'many' && second.kind === 'text') return ends(second.text)
    if (first.kind === 'text' && second.kind === 'many') return starts(first.text)
  }
  if (parts.length === 3 && first.kind === 'many' && second?.kind === 'text' && third?.kind === 'many')
    return contains(second.text)
  return (text) => findParts(parts, text) !== undefined
}

/**
 * Where the pieces between the stars lie, as [start, end) pairs, or nothing if the text does not fit.
 *
 * Each piece is taken at its leftmost place, and the last one at the end: as stars take anything, that finds a fit if
 * there is one, in time |text| x longest piece.
 */
export function findParts(parts: readonly Part[], text: string): [number, number][] | undefined {
  const found: [number, number][] = []
  let at = 0
  let index = 0
  while (index <= parts.length) {
    const end = nextStar(parts, index)
    const anchoredLeft = index === 0
    const anchoredRight = end === parts.length
    const length = width(parts, index, end)
    let start = anchoredRight && !anchoredLeft ? text.length - length : at
    if (start < at) return undefined
    if (anchoredLeft || anchoredRight) {
      if (!fits(parts, index, end, text, start)) return undefined
    } else {
      start = search(parts, index, end, text, at)
      if (start < 0) return undefined
    }
    if (anchoredLeft && anchoredRight && length !== text.length) return undefined
    if (length > 0) found.push([start, start + length])
    at = start + length
    index = end + 1
  }
  return found
}

function equals(literal: string): TextMatcher {
  return (text) => text === literal
}

function ends(literal: string): TextMatcher {
  return (text) => text.endsWith(literal)
}

function starts(literal: string): TextMatcher {
  return (text) => text.startsWith(literal)
}

function contains(literal: string): TextMatcher {
  return (text) => text.includes(literal)
}

export function foldPart(part: Part): Part {
  return part.kind === 'text' ? { kind: 'text', text: fold(part.text) } : part
}

function nextStar(parts: readonly Part[], from: number): number {
  let index = from
  while (index < parts.length && parts[index]?.kind !== 'many') index++
  return index
}

function width(parts: readonly Part[], from: number, to: number): number {
  let length = 0
  for (let index = from; index < to; index++) {
    const part = parts[index]
    length += part?.kind === 'text' ? part.text.length : 1
  }
  return length
}

function search(parts: readonly Part[], from: number, to: number, text: string, at: number): number {
  const first = parts[from]
  const last = text.length - width(parts, from, to)
  let start = at
  while (start <= last) {
    if (first?.kind === 'text') {
      start = text.indexOf(first.text, start)
      if (start < 0 || start > last) return -1
    }
    if (fits(parts, from, to, text, start)) return start
    start++
  }
  return -1
}

function fits(parts: readonly Part[], from: number, to: number, text: string, start: number): boolean {
  let at = start
  for (let index = from; index < to; index++) {
    const part = parts[index]
    if (part === undefined) return false
    if (part.kind === 'text') {
      if (!text.startsWith(part.text, at)) return false
      at += part.text.length
    } else {
      if (at >= text.length) return false
      if (part.kind === 'dash' && !dashes.includes(text.charAt(at))) return false
      at++
    }
  }
  return at <= text.length
}
