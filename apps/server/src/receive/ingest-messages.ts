import type { GivenUp, IngestAnswer, IngestRequest } from '../http/ports.ts'

/** From the main thread; `id` is one body. The port also carries other messages, which are left alone. */
export type ToReceive =
  | { readonly ingest: 'open'; readonly id: number; readonly request: IngestRequest }
  /** `bytes` is transferred. */
  | { readonly ingest: 'chunk'; readonly id: number; readonly bytes: ArrayBuffer }
  | { readonly ingest: 'end'; readonly id: number }
  | { readonly ingest: 'abort'; readonly id: number; readonly why: GivenUp }
  /** A body that was never opened. */
  | { readonly ingest: 'refused'; readonly source: string; readonly peer: string; readonly reason: string }

/** From the receive thread. */
export type ToMain =
  /** So many bytes were taken in, and may be sent anew. */
  | { readonly ingest: 'credit'; readonly id: number; readonly bytes: number }
  | { readonly ingest: 'answer'; readonly id: number; readonly answer: IngestAnswer }

/** One end of the channel between the two threads; a `MessagePort` of node:worker_threads is one. */
export interface IngestChannel {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void
  on(event: 'message', heard: (message: unknown) => void): unknown
  /** The other end is closed, or its thread is gone. */
  on(event: 'close', gone: () => void): unknown
}

export function isIngest(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ingest' in message
}
