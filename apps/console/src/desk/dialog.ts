import type { IncidentWork } from '../api/contract.ts'

/** What is being decided: the works as the person saw them when the dialog opened; none where one is opened by hand. */
export interface Deciding {
  readonly what: 'close' | 'note' | 'open'
  readonly works: readonly IncidentWork[]
  /** Called once something was written. */
  readonly done: (() => void) | undefined
}

let current: Deciding | undefined
const watchers = new Set<() => void>()

export function decidingNow(): Deciding | undefined {
  return current
}

/** Opens a dialog about incidents, or closes the one that is open. */
export function decide(deciding: Deciding | undefined): void {
  current = deciding
  for (const tell of watchers) tell()
}

export function watchDeciding(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
