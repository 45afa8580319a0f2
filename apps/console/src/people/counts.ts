import type { AuditSummary } from './people-api.ts'

/** Acts that show people's data, by the column that they are counted in. */
export const counted = [
  ['searches', ['event.search', 'event.tail']],
  ['reveals', ['people.reveal']],
  ['bytes', ['people.bytes', 'event.raw']],
  ['exports', ['event.export']],
] as const satisfies readonly (readonly [string, readonly string[]])[]

export interface PersonCounts {
  readonly who: string
  /** In the order of `counted`. */
  readonly counts: readonly number[]
}

/** How often each person looked, the most frequent first; who never did is left out. */
export function countsByPerson(acts: AuditSummary['acts']): readonly PersonCounts[] {
  const people = new Map<string, number[]>()
  for (const { who, act, n } of acts) {
    const column = counted.findIndex(([, names]) => names.some((name) => name === act))
    if (column < 0) continue
    const counts = people.get(who) ?? counted.map(() => 0)
    counts[column] = (counts[column] ?? 0) + n
    people.set(who, counts)
  }
  return [...people].map(([who, counts]) => ({ who, counts })).toSorted((one, other) => sum(other) - sum(one))
}

function sum({ counts }: PersonCounts): number {
  return counts.reduce((total, n) => total + n, 0)
}
