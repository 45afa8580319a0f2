import type { Socket } from 'node:net'
import type { Connection, ConnectionHealth } from '@tocsin/sources'
import type { FrameDraft, SegmentLog } from '@tocsin/store'
import type { DialTo } from '../sends/gate/dial.ts'
import type { Sent } from '../sends/sent.ts'

/** Records on their way into the log: together, in this order, and with a key once in 24 h. */
export interface Batch {
  readonly source: string
  readonly decoder: string
  readonly origin: 'proven' | 'address'
  /** Who they are from: a file's path, a topic, a host. At most 255 bytes of UTF-8. */
  readonly peer: string
  /** Records of one stream keep their order. */
  readonly stream: string
  /** 1 to 128 visible ASCII characters. */
  readonly key: string | undefined
  /** Nothing is appended where an append had one of these keys: it is answered as `instead`. */
  readonly unless?: readonly string[]
  /** The records one behind the other, and where each ends. */
  readonly bytes: Uint8Array
  readonly ends: readonly number[]
}

/** `frames`: how many records the log has of the append with this key, this one or an earlier one. */
export interface Appended {
  readonly frames: number
  readonly repeated: boolean
  /** Which of `unless` the log has; nothing was appended. */
  readonly instead?: number
}

/** What the house does for whoever reads a source. */
export interface DriverHost {
  readonly id: string
  readonly secret: string | undefined
  /** Where it stood when it was last stopped, by place. */
  readonly positions: ReadonlyMap<string, string>
  readonly now: () => number
  /** Resolves when they are durable; a full log is waited for. Rejects where the house closes. */
  append(batch: Batch): Promise<Appended>
  /** Durable when it resolves. To be moved only over what the log acknowledged. */
  keep(positions: ReadonlyMap<string, string | undefined>): Promise<void>
  /** Connects to somewhere else, as far as the zones of the city let it: see `Dialer`. */
  dial(to: Omit<DialTo, 'order'>): Promise<Socket>
  /** Fires when a zone may have been opened that was closed, once. */
  moved(): AbortSignal
  /** Hears what is sent for it. */
  sent(what: Omit<Sent, 'order'>): void
  /** Counts what is not taken. */
  refused(what: { readonly reason: string; readonly peer: string; readonly offset?: number }): void
}

/** What reads one connection. */
export interface Driver {
  health(): ConnectionHealth
  /** Takes nothing more, and keeps where it stands. */
  close(): Promise<void>
}

/** A connection as its thread is told of it. */
export interface Started {
  readonly id: string
  readonly connection: Connection
  readonly secret: string | undefined
  readonly positions: readonly (readonly [place: string, position: string])[]
}

/** The frames of a batch, as the log takes them. */
export function draftsOf({ source, decoder, origin, peer, stream, bytes, ends }: Batch): readonly FrameDraft[] {
  const shared = { kind: 'data', realm: 'real', origin, source, decoder, peer, key: stream } as const
  return ends.map((end, at) => ({ ...shared, payload: bytes.subarray(at === 0 ? 0 : ends[at - 1], end) }))
}

/** Appends a batch, unless the log has what it must not come beside. */
export async function appendBatch(
  log: Pick<SegmentLog, 'append' | 'known'>,
  drafts: readonly FrameDraft[],
  { key, unless }: Pick<Batch, 'key' | 'unless'>,
): Promise<Appended> {
  const source = drafts[0]?.source
  if (unless !== undefined && source !== undefined) {
    const instead = await log.known(source, unless)
    if (instead >= 0) return { frames: 0, repeated: true, instead }
  }
  return log.append(drafts, key)
}

/** Cuts a name to what a frame's peer may hold, between characters. */
export function peerName(text: string): string {
  if (Buffer.byteLength(text) <= 255) return text
  let name = text.slice(0, 255)
  while (Buffer.byteLength(name) > 252) name = [...name].slice(0, -1).join('')
  return `${name}…`
}

/** Joins records for a batch. */
export function joinRecords(records: readonly Uint8Array[]): Pick<Batch, 'bytes' | 'ends'> {
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  const ends = records.map((record) => {
    bytes.set(record, at)
    at += record.length
    return at
  })
  return { bytes, ends }
}
