import type { Mark, Said } from '@tocsin/capability'
import type { Control, DecodeReason, EventAt } from '@tocsin/event'
import type { FrameBatch, Position } from '@tocsin/store'

/** What the feeder sends to a worker. Batches of a lane are numbered without gaps, in log order. */
export type ToWorker =
  /** Stage 1 is done by the one worker that gets this; it tells every shard what the batch held for it. */
  | {
      readonly kind: 'batch'
      readonly lane: number
      readonly seq: number
      readonly batch: FrameBatch
      readonly snapshot: boolean
    }
  /** Goes to every worker: what follows in the log is judged by it. `next` is the position after it. */
  | {
      readonly kind: 'control'
      readonly lane: number
      readonly seq: number
      readonly control: Control
      readonly at: EventAt
      readonly next: Position
      readonly received: number
      /** Of a version of the city: what it names, as far as it is there. Shared memory. */
      readonly contents?: ReadonlyMap<string, Uint8Array>
    }
  /** Before the first batch: the number that it will have, what holds by then, and the keyed state at `position`. */
  | {
      readonly kind: 'start'
      readonly lane: number
      readonly seq: number
      /** What holds where reading starts: the last control of each standing kind. */
      readonly controls: readonly Control[]
      /** What held at `position`. */
      readonly keyedControls: readonly Control[]
      /** What the version of the city names that holds there, as far as it is there. Shared memory. */
      readonly contents?: ReadonlyMap<string, Uint8Array>
      readonly position: Position
      readonly snapshots: readonly Snapshot[]
      /** Frames before it were counted by sender already: a log that is read again must not count them twice. */
      readonly counted?: Position
    }

/** What one batch holds for the shards of one worker, in log order. */
export interface ForShards {
  readonly kind: 'shards'
  readonly lane: number
  readonly seq: number
  readonly shards: readonly { readonly shard: number; readonly items: readonly ShardItem[] }[]
  readonly snapshot: boolean
}

export type ShardItem =
  | { readonly kind: 'mark'; readonly frame: number; readonly mark: Mark }
  | { readonly kind: 'tick'; readonly frame: number; readonly at: EventAt; readonly received: number }

/** A finding and its place in the log: the frame that made the detector speak. */
export interface Placed {
  /** The frame's ordinal in its batch. */
  readonly frame: number
  /** Stage 1 speaks before stage 2 of the same frame. */
  readonly stage: 1 | 2
  readonly at: EventAt
  readonly said: Said
}

/** Keyed state of one stage in one shard. */
export interface Snapshot {
  readonly stage: string
  readonly shard: number
  readonly bytes: Uint8Array
}

/** What one sender of a source did in one batch. */
export interface SenderCount {
  readonly source: string
  /** As `senderOf` writes it; empty for those past the bound. */
  readonly sender: string
  readonly decoder: string
  /** The zone that times without one were read in. */
  readonly zone?: string
  readonly frames: number
  readonly events: number
  readonly refused: number
  readonly bytes: number
  /** `received` of the last, in microseconds. */
  readonly last: number
  /** Of the last one that was read: its own time less `received`, in milliseconds; absent where none stated a time. */
  readonly ahead?: number
  /**
   * How far the times that they state lie before or after `received`, in quarters of an hour, and how many lie there: of
   * times without a zone, after the source's zone was applied. Those that lie on no quarter stand together under 99.
   */
  readonly quarters: readonly (readonly [quarter: number, count: number])[]
  /** Whether any of those times was written without a zone. */
  readonly local: boolean
  /** `product|category|service` of what was read. */
  readonly logsources: readonly string[]
  /** The first bytes of one that could not be read. */
  readonly unread?: Uint8Array
}

/** Frames of one source in one batch that could not be read for one reason, with the first of them as a sample. */
export interface Refused {
  readonly source: string
  readonly count: number
  readonly peer: string
  readonly reason: DecodeReason | 'no-decoder' | 'decoder-failed'
  readonly offset: number
  readonly received: number
  readonly excerpt: Uint8Array
}

/** A detector that threw: how often in this batch, and what it said the first time. */
export interface Trouble {
  readonly detector: string
  readonly count: number
  readonly message: string
}

/** Microseconds that a worker spent on a batch, stage by stage. */
export interface StageTimes {
  readonly decode: number
  readonly detect: number
  readonly encode: number
}

export interface SourceCount {
  readonly source: string
  readonly frames: number
  readonly events: number
  readonly refused: number
  /** Events that were kept and marked: by their time, and frames whose bytes came before. */
  readonly late: number
  readonly skewed: number
  readonly repeated: number
  readonly bytes: number
  /** Microseconds since the epoch. */
  readonly last: number
}

/** What a worker sends to the collector. */
export type FromWorker =
  | {
      readonly kind: 'judged'
      readonly lane: number
      readonly seq: number
      readonly next: Position
      readonly received: number
      readonly frames: number
      readonly events: number
      readonly rows: Uint8Array
      readonly said: readonly Placed[]
      readonly refused: readonly Refused[]
      readonly sources: readonly SourceCount[]
      readonly senders: readonly SenderCount[]
      readonly times: StageTimes
      readonly troubles: readonly Trouble[]
    }
  | {
      readonly kind: 'correlated'
      readonly lane: number
      readonly seq: number
      readonly worker: number
      readonly said: readonly Placed[]
      readonly troubles: readonly Trouble[]
      /** Present when the batch asked for it: all state of this worker's shards. */
      readonly snapshots?: readonly Snapshot[]
    }

/** A batch that every stage is done with, its findings of both stages in log order. */
export interface CompleteBatch extends Omit<Extract<FromWorker, { kind: 'judged' }>, 'kind'> {
  /** Present when the batch asked for it: all keyed state of the lane. */
  readonly snapshots?: readonly Snapshot[]
}
