import type { IncidentId } from '@tocsin/kit'
import type { Act, IncidentWork } from './work.ts'

/** Milliseconds within which the person who acted can take it back; the console offers it for 10 s of attention. */
export const undoWindow = 5 * 60_000

/** One act, as it is kept for good: nothing edits or removes it, and an undo is a line of its own. */
export interface HistoryEntry {
  readonly incident: IncidentId
  /** Of the work after the act: no two lines of one incident share it. */
  readonly version: number
  /** What was done at once shares it: an undo takes all of it back. */
  readonly act: string
  readonly kind: Act['kind'] | 'undo'
  /** An account or token, or `house`. */
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly before: IncidentWork
  readonly after: IncidentWork
}

/** What somebody wrote for those who come after. */
export interface IncidentNote {
  readonly incident: IncidentId
  /** Version of the work that it made. */
  readonly version: number
  readonly who: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

/** The house itself, where no person acted; a colon, which names of accounts do not hold, sets it apart from them. */
export const house = 'tocsin:watch'
