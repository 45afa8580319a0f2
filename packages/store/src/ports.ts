import type { EventAt, FrameKind, Origin, Realm } from '@tocsin/event'
import type { CompiledQuery } from 'kysely'
import type { PartsStatus, Tended } from './events/parts/part-keeper.ts'
import type { Retained, RetainPlan } from './events/parts/retain-plan.ts'
import type { TextPage } from './events/read-answer.ts'
import type { ExportFile } from './export/export-file.ts'
import type { TextFormat } from './export/export-format.ts'
import type { Position } from './position.ts'
import type { Query, QueryResult } from './query.ts'
import type { Scope } from './scope.ts'

/** A source as the segment's table names it: its name, the decoder that reads it, and the zone of times without one. */
export interface LogSourceName {
  readonly name: string
  readonly decoder: string
  readonly zone?: string
}

/** A frame before the log has placed it. */
export interface FrameDraft {
  readonly kind: FrameKind
  readonly realm: Realm
  readonly origin: Origin
  readonly source: string
  readonly decoder: string
  readonly zone?: string | undefined
  readonly peer: string
  /** The stream it belongs to (source and peer, connection, file, topic): hashed to its partition. */
  readonly key: string
  readonly payload: Uint8Array
  /** Microseconds since the epoch. Replay only; a live log stamps its own, strictly growing. */
  readonly received?: number
}

/** The durable log of one lane. One writer. */
export interface EventLog {
  /**
   * Places frames; they are durable, and may be acknowledged, when the promise resolves. Many callers share one fdatasync.
   * The frames of one call stand together in the order given. With a key, all or none survive a crash, and the same
   * source and key within 24 h give the first answer again without appending.
   */
  append(drafts: readonly FrameDraft[], key?: string): Promise<{ readonly frames: number; readonly repeated: boolean }>
  /** What is durable now. */
  position(): Position
  close(): Promise<void>
}

/** Part of a lane's log as it lies on disk: frames in log order, all partitions of the lane mixed. */
export interface FrameBatch {
  readonly lane: number
  /** Frames back to back, as the segment holds them. */
  readonly bytes: Uint8Array
  readonly frames: number
  /** The segment's table of sources, by index. */
  readonly sources: readonly LogSourceName[]
  /** Offsets of the first frame of each partition in this batch, and after its last one. */
  readonly from: Position
  readonly next: Position
  /** `received` of the last frame, in microseconds: stream time after this batch. */
  readonly received: number
  /** The one control frame when this batch is a control frame and nothing else. */
  readonly control: boolean
}

/** Reads a lane's log in order, from a position to what is durable. */
export interface LogReader {
  /** The next frames: at most `maxBytes` of whole frames (one frame may exceed it), or nothing where the log ends now. A control frame comes alone. */
  next(maxBytes: number): FrameBatch | undefined
  close(): void
}

/** Rows for the event store, with the position that they lead to. */
export interface EventBatch {
  /** One JSON object a line, as `encodeRow` writes it. */
  readonly rows: Uint8Array
  readonly events: number
}

/** Events and readings by column. The only writer is the keep thread. */
export interface EventStore {
  /** Adds rows that are at or after the store's position, and moves the position, in one transaction. */
  append(batches: readonly EventBatch[], next: Position): Promise<void>
  position(): Promise<Position>
  query(
    query: Query,
    scope: Scope,
    options?: { readonly signal?: AbortSignal; readonly budget?: number },
  ): Promise<QueryResult>
  /** A page of events as lines of text, formed within the store. */
  exportText(
    asked: {
      readonly query: Query
      readonly scope: Scope
      readonly format: TextFormat
      readonly names: readonly string[]
    },
    options?: { readonly signal?: AbortSignal; readonly budget?: number },
  ): Promise<TextPage>
  /** Makes a Parquet file of all events that answer; the caller reads and closes it. */
  exportFile(
    asked: { readonly query: Query; readonly scope: Scope; readonly names: readonly string[]; readonly limit: number },
    options?: { readonly signal?: AbortSignal; readonly budget?: number },
  ): Promise<ExportFile>
  /**
   * Takes events away for good, from the hot table and part by part; gives how many were there. Each part is one transaction:
   * after a crash the same call takes what is left. Again: changes nothing.
   */
  erase(events: readonly EventAt[]): Promise<number>
  /**
   * Moves the rows of closed hours into parts, and merges late parts of an hour; to be called every minute or so. Appends have
   * their turn between any two pieces of work.
   *
   * @param now milliseconds since the epoch
   */
  tend(now: number): Promise<Tended>
  /** Takes out of the columns what is past its days; what a hold covers is not touched. */
  retain(plan: RetainPlan): Promise<Retained>
  parts(): Promise<PartsStatus>
  /** Lays a copy of the store into a new folder as it is between two appends, and says what is in it. */
  copyTo(dir: string): Promise<EventsCopied>
  close(): Promise<void>
}

/** What a copy of the event store holds. */
export interface EventsCopied {
  readonly position: Position
  readonly events: number
}

/** Why raw frames are no longer in the log. */
export type GoneWhy = 'retention' | 'disk' | 'erasure'

/** What is known of the frame that carried an event. */
export type RawFrame =
  | {
      readonly kind: 'kept'
      /** The log itself, or the copy that a finding keeps as evidence. */
      readonly from: 'log' | 'evidence'
      readonly payload: Uint8Array
      /** False where an evidence copy was cut. */
      readonly whole: boolean
      /** Empty where only an evidence copy is left. */
      readonly source: string
    }
  | {
      readonly kind: 'gone'
      /** When it was taken out of the log, in milliseconds since the epoch. */
      readonly since: number
      readonly why: GoneWhy
      /** Days that its source's raw frames were kept, where retention took it. */
      readonly days: number | null
    }
  /** The log never held it, or does not yet. */
  | { readonly kind: 'unknown' }

/** A statement that a repository built with kysely. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

/** State: incidents, accounts, positions, outbox. */
export interface StateStore {
  run<Row>(statement: Statement): Promise<Row[]>
  /** All or nothing. */
  transact(statements: readonly Statement[]): Promise<void>
}
