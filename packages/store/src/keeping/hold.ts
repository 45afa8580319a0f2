/** A legal hold: what it covers is deleted by no retention, no disk plan and no erasure until somebody ends it with a reason. */
export interface Hold {
  /** `hold-3`. */
  readonly id: string
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly reason: string
  readonly covers: HoldCover
  readonly ended: { readonly who: string; readonly at: number; readonly reason: string } | undefined
}

/** What a hold names. Sources and times narrow each other; an incident's events are covered beside them. */
export interface HoldCover {
  /** Names of sources; empty with a time range: all sources. */
  readonly sources: readonly string[]
  /** [from, until) of `received`, in milliseconds since the epoch; null: without end on that side. */
  readonly from: number | null
  readonly until: number | null
  readonly incident: string | null
  /** Ids of the incident's events, as they were when last looked at. */
  readonly events: readonly string[]
}

/** One event or frame that is about to be deleted. */
export interface HeldAbout {
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly received: number
  readonly partition: number
  readonly offset: number
}

/** Answers whether one of some holds covers something, and which; a frame is covered with any of its events. */
export function heldBy(holds: readonly Hold[]): (about: HeldAbout) => string | undefined {
  const ranges = holds.filter(({ covers }) => namesRange(covers))
  const byFrame = new Map<string, string>()
  for (const { id, covers } of holds) {
    for (const event of covers.events) byFrame.set(event.slice(0, event.lastIndexOf('.')), id)
  }
  return ({ source, received, partition, offset }) => {
    for (const { id, covers } of ranges) {
      if (covers.sources.length > 0 && !covers.sources.includes(source)) continue
      if (covers.from !== null && received < covers.from) continue
      if (covers.until !== null && received >= covers.until) continue
      return id
    }
    return byFrame.size === 0 ? undefined : byFrame.get(`${partition}.${offset}`)
  }
}

/** Whether a hold names sources or times, beside or instead of an incident. */
export function namesRange({ sources, from, until }: HoldCover): boolean {
  return sources.length > 0 || from !== null || until !== null
}
