import { type Health, readHealth } from './health.ts'

/** How the server is, as the console shows it. What the server does not say stays absent: it is not known, never 0. */
export interface Status {
  /** Milliseconds since the epoch when this was read. */
  readonly at: number
  readonly ready: boolean
  readonly failure?: string
  readonly health: Health
  readonly sources: readonly SourceStatus[]
  readonly refusals: readonly RefusalCount[]
  /** Frames received since the server started. */
  readonly received?: number
  readonly events?: number
  readonly refused?: number
  /** Frames acknowledged and then not kept. */
  readonly lost?: number
  /** Judged events a second between this reading and one before it. */
  readonly pace?: number
  /** Frames that are in the log and not yet judged. */
  readonly behind?: number
}

export interface SourceStatus {
  readonly source: string
  readonly frames: number
  readonly events: number
  readonly refused: number
  /** Kept and marked: their own time is late or far off, or the same bytes came before. */
  readonly late: number
  readonly skewed: number
  readonly repeated: number
  /** Milliseconds since the epoch when it was last heard. */
  readonly last: number
}

export interface RefusalCount {
  readonly source: string
  readonly stage: string
  readonly reason: string
  readonly count: number
  /** The first one, then the latest. */
  readonly samples: readonly RefusalSample[]
}

export interface RefusalSample {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly peer: string
  /** Its first bytes, as printable text. */
  readonly excerpt: string
}

/** Two readings closer than this, in milliseconds, say little about a pace. */
const least = 900

/** Reads the answer of `GET /api/status`, whatever else it holds; the pace comes from the reading before. */
export function readStatus(body: unknown, before: Status | undefined, at: number): Status {
  const told = recordOf(body)
  const sources = listOf(told['sources']).map(
    (row): SourceStatus => ({
      source: textOf(row['source']),
      frames: countOf(row['frames']) ?? 0,
      events: countOf(row['events']) ?? 0,
      refused: countOf(row['refused']) ?? 0,
      late: countOf(row['late']) ?? 0,
      skewed: countOf(row['skewed']) ?? 0,
      repeated: countOf(row['repeated']) ?? 0,
      last: countOf(row['last']) ?? 0,
    }),
  )
  const refusals = listOf(told['refused']).map(
    (row): RefusalCount => ({
      source: textOf(row['source']),
      stage: textOf(row['stage']),
      reason: textOf(row['reason']),
      count: countOf(row['count']) ?? 0,
      samples: listOf(row['samples']).map((sample) => ({
        at: countOf(sample['at']) ?? 0,
        peer: textOf(sample['peer']),
        excerpt: textOf(sample['excerpt']),
      })),
    }),
  )
  const known = Array.isArray(told['sources'])
  const events = sum(sources.map((source) => source.events))
  const behind = listOf(told['behind']).map((row) => countOf(row['frames']) ?? 0)
  const lost = countOf(told['lost'])
  return {
    at,
    ready: told['ready'] === true,
    ...(typeof told['failure'] === 'string' ? { failure: told['failure'] } : {}),
    health: readHealth(told, Math.max(0, ...sources.map((source) => source.last))),
    sources,
    refusals,
    ...(known ? { events, received: sum(sources.map((source) => source.frames)) } : {}),
    ...(Array.isArray(told['refused']) ? { refused: sum(refusals.map((refusal) => refusal.count)) } : {}),
    ...(lost === undefined ? {} : { lost }),
    ...(behind.length === 0 ? {} : { behind: sum(behind) }),
    ...paceOf(events, before, at),
  }
}

function paceOf(events: number, before: Status | undefined, at: number): { readonly pace?: number } {
  if (before?.events === undefined) return {}
  const passed = at - before.at
  if (passed < least) return before.pace === undefined ? {} : { pace: before.pace }
  // Counters begin anew when the server does.
  return events < before.events ? {} : { pace: ((events - before.events) * 1000) / passed }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(recordOf) : []
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
