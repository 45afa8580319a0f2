import type { Correlation, Level, MatchedField, Rule } from '@tocsin/sigma'

/** One time that a rule spoke, or would have. */
export interface TriedHit {
  /** The rule's id. */
  readonly rule: string
  /** As `eventId` writes it; of a correlation the newest event that it rests on. */
  readonly event: string
  /** Milliseconds since the epoch, as windows count it. */
  readonly time: number
  readonly source: string
  /** What the event names, the most telling first; for a correlation the fields that it groups by. */
  readonly about: readonly { readonly kind: string; readonly value: string }[]
  /** Only of the first hits: which parts of the rule held, and where in the values. */
  readonly matched?: readonly MatchedField[]
  /** Only of a correlation: how many events it rests on. */
  readonly events?: number
}

/** Bounds of what is kept: everything beyond is counted and said. */
export interface TallyLimits {
  readonly hits: number
  readonly abouts: number
  readonly days: number
}

export const tallyLimits: TallyLimits = { hits: 1000, abouts: 10_000, days: 4000 }

/** What a trial found so far. */
export interface TallyRead {
  /** Events held against the rules. */
  readonly events: number
  readonly hits: number
  /** The rules that were tried, those that speak most first. */
  readonly rules: readonly {
    readonly rule: string
    readonly title: string
    readonly level: Level
    readonly hits: number
  }[]
  /** Rules that only correlations hear, and how often each was met. */
  readonly heard: readonly { readonly rule: string; readonly hits: number }[]
  /** By day of the events in UTC, `2026-11-23`, in order. */
  readonly days: readonly { readonly day: string; readonly hits: number }[]
  /** What it spoke about, the most frequent first: host, else account, else address; at most 100. */
  readonly about: readonly { readonly kind: string; readonly value: string; readonly hits: number }[]
  /** Hits about anything that is not in `about`. */
  readonly others: number
  /** The first hits in the order of the log. */
  readonly kept: readonly TriedHit[]
}

/** Counts hits within bounds. */
export interface HitTally {
  judged(): void
  add(hit: TriedHit): void
  heard(rule: string): void
  readonly hits: number
  read(): TallyRead
}

const shownAbouts = 100

export function hitTally(heads: readonly (Rule | Correlation)[], limits: TallyLimits = tallyLimits): HitTally {
  const rules = new Map(heads.map(({ id, title, level }) => [id, { rule: id, title, level, hits: 0 }]))
  const heard = new Map<string, number>()
  const days = new Map<string, number>()
  const abouts = new Map<string, { readonly kind: string; readonly value: string; hits: number }>()
  const kept: TriedHit[] = []
  let events = 0
  let hits = 0
  return {
    judged: () => {
      events++
    },
    add: (hit) => {
      hits++
      const rule = rules.get(hit.rule)
      if (rule !== undefined) rule.hits++
      const day = new Date(hit.time).toISOString().slice(0, 10)
      if (days.has(day) || days.size < limits.days) days.set(day, (days.get(day) ?? 0) + 1)
      const [about] = hit.about
      if (about !== undefined) {
        const key = `${about.kind} ${about.value}`
        const known = abouts.get(key)
        if (known !== undefined) known.hits++
        else if (abouts.size < limits.abouts) abouts.set(key, { kind: about.kind, value: about.value, hits: 1 })
      }
      if (kept.length < limits.hits) kept.push(hit)
    },
    heard: (rule) => {
      heard.set(rule, (heard.get(rule) ?? 0) + 1)
    },
    get hits() {
      return hits
    },
    read: () => {
      const most = [...abouts.values()].sort((a, b) => b.hits - a.hits).slice(0, shownAbouts)
      return {
        events,
        hits,
        rules: [...rules.values()].sort((a, b) => b.hits - a.hits).map((rule) => ({ ...rule })),
        heard: [...heard].map(([rule, count]) => ({ rule, hits: count })),
        days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => ({ day, hits: count })),
        about: most.map((one) => ({ ...one })),
        others: hits - most.reduce((sum, one) => sum + one.hits, 0),
        kept: [...kept],
      }
    },
  }
}
