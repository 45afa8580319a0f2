import type { Part } from './detection.ts'

/**
 * Reads a Sigma string: `*` and `?` are wildcards, and a backslash escapes only `*`, `?` and itself
 * (Sigma specification 2.1, "Escape Character").
 */
export function readPattern(text: string): Part[] {
  const parts: Part[] = []
  let literal = ''
  const flush = () => {
    if (literal !== '') parts.push({ kind: 'text', text: literal })
    literal = ''
  }
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    const next = text.charAt(i + 1)
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next
      i++
    } else if (char === '*' || char === '?') {
      flush()
      parts.push({ kind: char === '*' ? 'many' : 'one' })
    } else literal += char
  }
  flush()
  return tidyPattern(parts)
}

/** Joins neighbouring texts and drops repeated stars. */
export function tidyPattern(parts: readonly Part[]): Part[] {
  const tidy: Part[] = []
  for (const part of parts) {
    const last = tidy.at(-1)
    if (part.kind === 'many' && last?.kind === 'many') continue
    if (part.kind === 'text' && last?.kind === 'text')
      tidy[tidy.length - 1] = { kind: 'text', text: last.text + part.text }
    else if (part.kind !== 'text' || part.text !== '') tidy.push(part)
  }
  return tidy
}

/** The pattern as a Sigma author would write it. */
export function writePattern(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'many') return '*'
      if (part.kind === 'one') return '?'
      if (part.kind === 'dash') return '-'
      return part.text.replace(/([*?])/g, '\\$1').replace(/\\(?=\\[*?])/g, '\\\\')
    })
    .join('')
}

/** `windash`: the characters that Windows programs take for the dash of an option. */
export const dashes = '-/\u2013\u2014\u2015'

/** The text with every dash that starts a word made into a part that stands for all of them. */
export function openDashes(text: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (!dashes.includes(text.charAt(i))) continue
    const startsWord = !isWord(text.charAt(i - 1)) && isWord(text.charAt(i + 1))
    if (!startsWord) continue
    parts.push({ kind: 'text', text: text.slice(from, i) }, { kind: 'dash' })
    from = i + 1
  }
  parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}_]/u.test(char)
}
