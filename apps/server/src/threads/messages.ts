import type { MessagePort } from 'node:worker_threads'
import type { Incident, Realm } from '@tocsin/event'
import type { Position } from '@tocsin/store'
import type { SinkStatus, Snapshot, Vitals } from '@tocsin/stream'
import type { Listeners, RefusalCount } from '../receive/index.ts'
import type { StoredRows } from '../tail/stored-rows.ts'

/** What the receive thread is started with. */
export interface ReceiveStart {
  readonly dataDir: string
  /** Of all that is received; `real` unless told. */
  readonly realm?: Realm
  /** Absent: nothing listens; files can still be replayed. */
  readonly listen: Listeners | undefined
  /** The main thread's end hands over bodies of `POST /ingest/<source>`. */
  readonly ingest: MessagePort
  /** By worker: where batches go. */
  readonly feeds: readonly MessagePort[]
  /** The keep thread says here which batches are kept. */
  readonly done: MessagePort
}

/** Where a lane's stream goes on: what the stores have, and the keyed state that was kept. */
export interface LaneStart {
  readonly lane: number
  /** The smallest position of all sinks. */
  readonly from: Position
  readonly kept: Position
  /** The largest position of all sinks: a log that ends before it is not the one that they were filled from. */
  readonly ahead: Position
  /** Frames before it were counted by sender already. */
  readonly counted: Position
  readonly snapshots: readonly Snapshot[]
}

/** What one frame source did, as the keep thread counts it. */
export interface SourceStatus {
  readonly source: string
  readonly frames: number
  readonly events: number
  readonly refused: number
  /** Kept and marked: late, skewed, repeated. */
  readonly late: number
  readonly skewed: number
  readonly repeated: number
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly last: number
}

export interface KeepStatus {
  readonly vitals: Vitals
  readonly sinks: readonly SinkStatus[]
  readonly sources: readonly SourceStatus[]
  /** Frames that the log holds and that no decoder could read. */
  readonly refusals: readonly (RefusalCount & { readonly lane: number })[]
  readonly position: Position
  readonly failure: string | undefined
  /** Why closed hours were last not moved into parts: nothing is lost, and the next round tries again. */
  readonly tending: string | undefined
}

/** What the keep thread says without being asked. */
export type KeepNews =
  | { readonly news: 'incidents'; readonly changed: readonly Incident[] }
  | { readonly news: 'stored'; readonly stored: StoredRows }
  | { readonly news: 'failed'; readonly message: string }

export interface ReplayRequest {
  readonly path: string
  /** The name that its frames carry as peer. */
  readonly name: string
  readonly source: string
  readonly decoder: string
}
