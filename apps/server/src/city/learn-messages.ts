import type { Realm } from '@tocsin/event'
import type { Digest, Ground } from '@tocsin/inventory'
import type { Position } from '@tocsin/store'

/** What the thread that learns is started with. */
export interface LearnStart {
  readonly logDir: string
  /** Where it goes on. */
  readonly from: Position
  /** Whose events teach. */
  readonly realm: Realm
  /** Unknown to senders. */
  readonly seed: string
}

/** How far one reading came. */
export interface LearnStep {
  /** There is more to read below the limit. */
  readonly more: boolean
  /** Events that were read. */
  readonly events: number
  /** What was gathered holds something that the city did not hear of. */
  readonly news: boolean
  readonly empty: boolean
  readonly full: boolean
  /** Why frames are missing. */
  readonly notes: readonly string[]
}

export interface Learned {
  readonly digest: Digest
  /** Everything before it is in the digest, or was in one before. */
  readonly next: Position
}

export interface LearnHandlers {
  /** Reads on, for at most some milliseconds and up to what the stores have. */
  step(limit: Position, milliseconds: number): LearnStep
  /** Hands out what was gathered. */
  take(): Learned
  ground(ground: Ground): void
  /** What the city names is believed. */
  believe(names: readonly string[]): void
  /** The operators' own formats, as bundles of rules carry them. */
  formats(bundle: Uint8Array): void
}
