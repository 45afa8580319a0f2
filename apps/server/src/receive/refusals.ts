import type { Clock } from '@tocsin/kit'
import { printable } from './printable.ts'

/** Where a frame was refused: before the log, or when it was read out of it. */
export type RefusalStage = 'receive' | 'decode'

export interface Refusal {
  readonly source: string
  readonly stage: RefusalStage
  /** A short fixed word, such as `line-too-long`. */
  readonly reason: string
  readonly peer: string
  /** How many were refused at once; 1 where it is not said. */
  readonly count?: number | undefined
  /** Where in the body, connection, file or payload, in bytes. */
  readonly offset?: number | undefined
  readonly bytes?: Uint8Array | undefined
}

export interface RefusalSample {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly peer: string
  readonly offset: number | undefined
  /** The first 256 bytes, as `printable` writes them. */
  readonly excerpt: string
}

export interface RefusalCount {
  readonly source: string
  readonly stage: RefusalStage
  readonly reason: string
  readonly count: number
  /** The first one, then the latest, at most five. */
  readonly samples: readonly RefusalSample[]
}

/** Counters of what was refused and why. */
export interface Refusals {
  note(refusal: Refusal): void
  /** Structured-cloneable, most frequent first. */
  snapshot(): readonly RefusalCount[]
}

export const refusalLimits = { keys: 1000, samples: 5, excerptBytes: 256, nameLength: 255 } as const

/** Past `keys` different (source, stage, reason), the rest is counted together under this name. */
export const otherRefusals = '(other)'

interface Row {
  readonly source: string
  readonly stage: RefusalStage
  readonly reason: string
  count: number
  readonly samples: { at: number; peer: string; offset: number | undefined; excerpt: Uint8Array }[]
}

/** Bounded: at most `keys` rows of five samples of 256 bytes, whatever is refused. */
export function refusalCounters(clock: Clock, keys: number = refusalLimits.keys): Refusals {
  const rows = new Map<string, Row>()

  const rowOf = (refusal: Refusal): Row => {
    const wanted = JSON.stringify([refusal.source, refusal.stage, refusal.reason])
    const known = rows.get(wanted)
    if (known !== undefined) return known
    // one other row a stage, beyond the bound
    const spilled = rows.size >= keys
    const id = spilled ? refusal.stage : wanted
    const row: Row = rows.get(id) ?? {
      source: spilled ? otherRefusals : refusal.source.slice(0, refusalLimits.nameLength),
      stage: refusal.stage,
      reason: spilled ? otherRefusals : refusal.reason.slice(0, refusalLimits.nameLength),
      count: 0,
      samples: [],
    }
    rows.set(id, row)
    return row
  }

  return {
    note(refusal) {
      const row = rowOf(refusal)
      row.count += refusal.count ?? 1
      // the second goes: the first shows how it began, the others what happens now
      if (row.samples.length === refusalLimits.samples) row.samples.splice(1, 1)
      row.samples.push({
        at: clock.now(),
        peer: refusal.peer.slice(0, refusalLimits.nameLength),
        offset: refusal.offset,
        // a copy: a view would keep the whole chunk that it was cut from
        excerpt: Uint8Array.from(refusal.bytes?.subarray(0, refusalLimits.excerptBytes) ?? []),
      })
    },
    snapshot: () =>
      [...rows.values()]
        .sort((a, b) => b.count - a.count)
        .map((row) => ({
          source: row.source,
          stage: row.stage,
          reason: row.reason,
          count: row.count,
          samples: row.samples.map((sample) => ({ ...sample, excerpt: printable(sample.excerpt) })),
        })),
  }
}
