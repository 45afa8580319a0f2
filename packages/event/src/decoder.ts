import type { Observable, Result } from '@tocsin/kit'
import type { EventRow } from './columns.ts'
import type { LogSource } from './event.ts'
import type { Frame } from './frame.ts'
import type { Native } from './native.ts'
import type { Verdict } from './verdict.ts'

/** What a decoder reads out of one frame, before the stream adds where and when. */
export interface Decoded {
  /** The source's own time in milliseconds since the epoch; absent where it gave none that can be read. */
  readonly time: number | undefined
  /** The time was written without a zone: it is read as UTC, and the source's zone moves it. */
  readonly local?: boolean
  readonly logsources: readonly LogSource[]
  readonly native: Native
  readonly derived: Native
  readonly ocsf: EventRow
  readonly observables: readonly Observable[]
  /** Where the record is another tool's alert. */
  readonly verdict?: Verdict
}

export type DecodeReason =
  | 'empty-frame'
  | 'not-utf8'
  | 'not-json'
  | 'not-an-object'
  | 'too-deep'
  | 'too-many-fields'
  | 'too-long'
  | 'bad-header'
  | 'unknown-shape'

/** Why a frame cannot be read, and the byte at which that was seen. */
export interface DecodeFailure {
  readonly reason: DecodeReason
  readonly offset: number
}

export function decodeFailure(
  reason: DecodeReason,
  offset: number,
): { readonly ok: false; readonly error: DecodeFailure } {
  return { ok: false, error: { reason, offset } }
}

/** Part of a payload, in bytes: [start, end). */
export interface FramePart {
  readonly start: number
  readonly end: number
}

/** Reads one kind of frame. Total: any bytes give events or a reason, never an exception, in time linear in the bytes. */
export interface Decoder {
  /** The format's name, such as `windows`; `POST /ingest/<source>` and `--as` name it. */
  readonly id: string
  decode(frame: Frame): Result<readonly Decoded[], DecodeFailure>
  /** Where a native field's value stands in the payload; for highlighting, never on the hot path. */
  locate(payload: Uint8Array, field: string, index: number): FramePart | undefined
}
