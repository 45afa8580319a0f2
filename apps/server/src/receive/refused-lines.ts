import type { IngestRefused } from '../http/ports.ts'

/** What one body, connection or file had refused: counts by reason, and the first ten places. */
export interface RefusedLines {
  readonly total: number
  readonly counts: readonly IngestRefused[]
  readonly samples: readonly Omit<IngestRefused, 'count'>[]
  note(reason: string, offset: number): void
}

/** Framers have a handful of reasons, so that the map is bounded by them. */
export function refusedLines(maxSamples = 10): RefusedLines {
  const counts = new Map<string, { -readonly [Key in keyof IngestRefused]: IngestRefused[Key] }>()
  const samples: { reason: string; offset: number }[] = []
  let total = 0
  return {
    get total() {
      return total
    },
    get counts() {
      return [...counts.values()].map((row) => ({ ...row }))
    },
    samples,
    note(reason, offset) {
      total++
      const row = counts.get(reason) ?? { reason, offset, count: 0 }
      row.count++
      counts.set(reason, row)
      if (samples.length < maxSamples) samples.push({ reason, offset })
    },
  }
}
