import { type ActWord, wordOf } from './acts.ts'
import type { AuditEntry } from './people-api.ts'

/** Milliseconds between a search and the counting beside it that the console asks for in the same turn. */
const sameTurn = 5000

/** Entries without the counting that belongs to a search beside it: one look of a person is one row. */
export function folded(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  return entries.filter((entry, index) => {
    if (entry.act !== 'event.overview') return true
    return ![entries[index - 1], entries[index + 1]].some(
      (near) =>
        near?.act === 'event.search' &&
        near.who === entry.who &&
        near.about === entry.about &&
        Math.abs(near.at - entry.at) < sameTurn,
    )
  })
}

/** How often each kind of act stands among entries, the most frequent first. */
export function wordCounts(entries: readonly AuditEntry[]): readonly (readonly [word: ActWord, n: number])[] {
  const counts = new Map<ActWord, number>()
  for (const { act, times = 1 } of entries) counts.set(wordOf(act), (counts.get(wordOf(act)) ?? 0) + times)
  return [...counts].toSorted(([, one], [, other]) => other - one)
}
