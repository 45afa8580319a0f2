import { type Hold, heldBy } from '../../keeping/hold.ts'
import type { GoneWhy, LogSourceName } from '../../ports.ts'
import type { Gap } from '../gap.ts'

/** What is to go from a lane's archives, as it crosses threads. */
export interface Cut {
  readonly why: GoneWhy
  /** Milliseconds since the epoch: what gaps say of when. */
  readonly since: number
  /** By source: its frames received before this go, and how many days they were kept. */
  readonly sources: Readonly<Record<string, SourceCut>>
  /** For sources that are not named; absent: their frames stay. */
  readonly others?: SourceCut
  /** What they cover stays. */
  readonly holds: readonly Hold[]
}

export interface SourceCut {
  /** Milliseconds since the epoch. */
  readonly before: number
  readonly days: number | null
}

/** A data frame that may have to go. */
export interface CutFrame {
  /** Index into the table of sources. */
  readonly source: number
  /** Milliseconds since the epoch. */
  readonly received: number
  /** What its age is counted from: `received`, in the replay lane the end of its segment. */
  readonly aged: number
  readonly partition: number
  readonly offset: number
}

/** Says of a data frame why it goes; nothing: it stays. */
export type Drop = (frame: CutFrame) => Pick<Gap, 'why' | 'since' | 'days'> | undefined

/** Makes a cut's decision for the frames under one table of sources. */
export function dropBy({ why, since, sources, others, holds }: Cut, table: readonly LogSourceName[]): Drop {
  const held = heldBy(holds)
  const cuts = table.map(({ name }) => (Object.hasOwn(sources, name) ? sources[name] : others))
  const gaps = cuts.map((cut) => ({ why, since, days: cut?.days ?? null }))
  return ({ source, received, aged, partition, offset }) => {
    const cut = cuts[source]
    if (cut === undefined || aged >= cut.before) return undefined
    const name = table[source]?.name ?? ''
    return held({ source: name, received, partition, offset }) === undefined ? gaps[source] : undefined
  }
}

/** Makes the decision of an erasure: exactly these frames, as `partition.offset`. */
export function dropThese(frames: ReadonlySet<string>, since: number): Drop {
  const gap = { why: 'erasure', since, days: null } as const
  return ({ partition, offset }) => (frames.has(`${partition}.${offset}`) ? gap : undefined)
}
