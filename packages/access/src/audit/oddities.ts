import type { AuditEntry } from './entry.ts'

/** Something in an audit that a data protection officer may want to ask about. No judgement: a reason to look. */
export interface Oddity {
  readonly kind: 'many-reveals' | 'at-night' | 'same-person' | 'no-incident' | 'refused-often'
  readonly who: string
  /** How often. */
  readonly count: number
  /** A pseudonym, for `same-person`. */
  readonly person?: string
  /** Number of the newest entry. */
  readonly entry: number
}

/** From when on something is odd. Nights are from 22 to 6 o'clock where Tocsin runs. */
export const oddityLimits = { reveals: 10, samePerson: 5, refused: 20, night: { from: 22, to: 6 } } as const

const shows = new Set(['people.reveal', 'people.bytes', 'event.raw', 'event.export'])

/**
 * What stands out in entries of one stretch of time.
 *
 * @param hourOf the local hour, 0..23, of a moment in milliseconds since the epoch
 * @returns the most frequent first
 */
export function odditiesIn(entries: readonly AuditEntry[], hourOf: (at: number) => number): readonly Oddity[] {
  const seen = new Map<string, { -readonly [Key in keyof Oddity]: Oddity[Key] }>()
  const add = (kind: Oddity['kind'], { who, n, times = 1 }: AuditEntry, person?: string) => {
    const key = `${kind}\n${who}\n${person ?? ''}`
    const one = seen.get(key)
    if (one === undefined) {
      seen.set(key, { kind, who, count: times, entry: n, ...(person === undefined ? {} : { person }) })
      return
    }
    one.count += times
    one.entry = Math.max(one.entry, n)
  }
  for (const entry of entries) {
    if (entry.outcome === 'refused') add('refused-often', entry)
    if (entry.outcome !== 'done' || !shows.has(entry.act)) continue
    const hour = hourOf(entry.at)
    if (hour >= oddityLimits.night.from || hour < oddityLimits.night.to) add('at-night', entry)
    if (entry.incident === undefined || entry.incident === '') add('no-incident', entry)
    if (entry.act !== 'people.reveal') continue
    add('many-reveals', entry)
    for (const person of entry.people ?? []) add('same-person', entry, person)
  }
  const least = {
    'many-reveals': oddityLimits.reveals,
    'same-person': oddityLimits.samePerson,
    'refused-often': oddityLimits.refused,
  }
  return [...seen.values()]
    .filter(({ kind, count }) => count >= (kind in least ? least[kind as keyof typeof least] : 1))
    .sort((a, b) => b.count - a.count)
    .slice(0, 100)
}
