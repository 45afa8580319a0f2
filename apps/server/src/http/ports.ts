import type { Incident, Origin, Realm } from '@tocsin/event'
import type { IncidentWork } from '@tocsin/respond'
import type { Scope } from '@tocsin/store'

/** Into the receive thread: bodies of `POST /ingest/<source>`, as they arrive. */
export interface IngestPort {
  open(request: IngestRequest): IngestStream
  /** Counts a body that was refused before it was read. */
  refused(body: Pick<IngestRequest, 'source' | 'peer'> & { readonly reason: string }): void
}

/** Why a body that was being read is given up, and how many of its bytes had come. */
export interface GivenUp {
  readonly reason: 'broken-off' | 'too-slow' | 'too-large'
  readonly offset: number
}

export interface IngestRequest {
  /** As the path names it; whoever answers knows which sources there are, and says 404 for others. */
  readonly source: string
  /** How the body is cut into frames; a line each where it is not said. */
  readonly framing?: 'lines' | 'documents' | 'whole' | 'pairs' | 'entries'
  /** How the chunks are encoded; they are passed on as they came. */
  readonly encoding: 'identity' | 'gzip'
  /** `Idempotency-Key`: 1 to 128 visible ASCII characters. */
  readonly key?: string
  readonly origin: Origin
  /** The token's name and the address: `shipper-3@10.2.3.4`. At most 255 bytes of UTF-8. */
  readonly peer: string
  readonly realm: Realm
}

export interface IngestStream {
  /** Takes a chunk over. False: nothing more until drained. */
  write(chunk: Uint8Array): boolean
  /** Called whenever writing may go on after a `false`. */
  onDrain(drained: () => void): void
  /** The answer came before the end of the body, such as a source that is not there: the rest of the body is not read. */
  onAnswer(answered: (answer: IngestAnswer) => void): void
  /** Nothing more comes. Resolves when all accepted frames are durable. */
  end(): Promise<IngestAnswer>
  /** No more of it is read: what was not appended yet is left. */
  abort(why: GivenUp): void
}

export interface IngestAnswer {
  /** The HTTP status: 200, or 400, 404, 413, 429, 503 with a problem in the body. */
  readonly status: number
  readonly body: IngestResult | Problem
  /** Whole seconds after which a 429 or 503 is worth repeating. */
  readonly retryAfter?: number
}

export interface IngestResult {
  /** Frames that are durable. */
  readonly accepted: number
  /** The same key was answered before: nothing was appended again. */
  readonly repeated?: boolean
  readonly refused: readonly IngestRefused[]
}

export interface IngestRefused {
  readonly reason: string
  /** Bytes into the decoded body where it was first seen. */
  readonly offset: number
  readonly count: number
}

/** Why a request is refused, as every route answers it. Never holds a stack, a path or SQL. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly fix: string
}

/** What happens now, for open consoles. */
export interface LiveFeed {
  /** Returns how to stop listening. The listener never throws and never blocks. */
  subscribe(scope: Scope, listener: (message: LiveMessage) => void): () => void
}

export type LiveMessage =
  | { readonly kind: 'incidents'; readonly changed: readonly Incident[] }
  | { readonly kind: 'work'; readonly changed: readonly IncidentWork[] }
  | { readonly kind: 'status'; readonly status: Status }

/** How the house is; the composing server adds its own figures. `ready`: it takes and judges what is sent. */
export interface Status {
  readonly ready: boolean
  /** Why not, in fixed words that anybody may read. */
  readonly reasons?: readonly string[]
  readonly [figure: string]: unknown
}
