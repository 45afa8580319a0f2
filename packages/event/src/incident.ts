import type { AssetId, FindingId, IncidentId, Observable, Words } from '@tocsin/kit'
import type { Severity, Technique } from './finding.ts'
import type { Realm } from './frame.ts'
import type { WorkPart } from './work.ts'

/** Findings that belong together: one noun, one id, one URL. This is its grouping; the work on it belongs to `respond`. */
export interface Incident {
  /** `INC-` and a number that only grows. */
  readonly id: IncidentId
  readonly realm: Realm
  /** What its findings share; absent where they name nothing, and share only their detector. */
  readonly about?: Observable
  /** The asset that it is about, where one of its findings said so surely. */
  readonly thing?: AssetId
  /** Other names under which its findings speak of that asset, in the order of their coming; at most 20. */
  readonly names?: readonly Observable[]
  /** Incidents that turned out to be about the same asset and lie in this one now; the newest 20. */
  readonly merged?: readonly IncidentId[]
  /** It turned out to be about what that incident is about: its findings lie there. */
  readonly into?: IncidentId
  /** The worst severity of its findings. */
  readonly severity: Severity
  /** The story so far, in one sentence. */
  readonly story: Words
  /** Times of its earliest and latest finding, in milliseconds since the epoch. */
  readonly first: number
  readonly last: number
  /** Stream time at which it was opened. */
  readonly opened: number
  readonly findings: number
  /** Sources of its findings' evidence, sorted; at most 100. An empty name stands for one that nobody can name. */
  readonly sources: readonly string[]
  readonly techniques: readonly Technique[]
  /** Titles of its detectors with how often each spoke, the worst first; at most 20. */
  readonly detectors: readonly {
    readonly id: string
    readonly title: string
    /** The title in both languages, where the rule gives it. */
    readonly says?: Words
    readonly severity: Severity
    readonly count: number
  }[]
  /** The work order that all of its findings are part of: it is folded, until an owner says that it was not them. */
  readonly work?: Pick<WorkPart, 'order' | 'name' | 'backdated'>
  /** Finding ids in the order of their coming; the newest 20. All of them are read page by page. */
  readonly latest: readonly FindingId[]
}
