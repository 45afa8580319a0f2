import type { Put, Said } from './dialect.ts'
import { type Pattern, pattern } from './pattern.ts'

/** What a program says, as a pattern, and what that means. */
export type Phrase = readonly [pattern: string, set?: Readonly<Record<string, string | boolean>>, said?: Said]

/** Reads the first phrase that fits; gives its meaning, or the one that all of them share. */
export type ReadPhrase = (text: string, start: number, put: Put) => Said | undefined

/**
 * Compiles phrases, found by their first word where that is literal; of those that fit the first listed is read.
 *
 * @param common what a line means whose phrase says nothing more
 */
export function phrases(list: readonly Phrase[], common: Said): ReadPhrase {
  const byHead = new Map<string, Entry[]>()
  const others: Entry[] = []
  for (const [source, set, said] of list) {
    const entry = { pattern: pattern(source, set), said: said ?? common }
    const { head } = entry.pattern
    if (head === undefined) others.push(entry)
    else byHead.set(head, [...(byHead.get(head) ?? []), entry])
  }
  return (text, start, put) => {
    const listed = byHead.get(firstWord(text, start))
    return (listed && readFirst(listed, text, start, put)) ?? readFirst(others, text, start, put)
  }
}

interface Entry {
  readonly pattern: Pattern
  readonly said: Said
}

function readFirst(entries: readonly Entry[], text: string, start: number, put: Put): Said | undefined {
  for (const { pattern, said } of entries) if (pattern.match(text, start, put)) return said
  return undefined
}

function firstWord(text: string, start: number): string {
  const limit = Math.min(text.length, start + 64)
  let end = start
  while (end < limit && text.charCodeAt(end) !== 32 && text.charCodeAt(end) !== 58) end++
  return text.slice(start, end)
}
