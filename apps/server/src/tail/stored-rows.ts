import type { EventBatch } from '@tocsin/store'

/** Events that were just stored, as they cross from the keep thread to whoever watches them arrive. */
export interface StoredRows {
  /** One line of `encodeRow` an event. */
  readonly rows: Uint8Array<ArrayBuffer>
  readonly events: number
  /** Events that were stored and are not among the rows. */
  readonly left: number
}

/** Bytes of one hand-over: what a burst stores beyond it is counted, and found by a search. */
const mostBytes = 4 * 1024 * 1024

/** A copy of whole batches, as many as there is room for. */
export function storedRows(batches: readonly EventBatch[], most: number = mostBytes): StoredRows {
  const taken: EventBatch[] = []
  let bytes = 0
  let left = 0
  for (const batch of batches) {
    if (bytes + batch.rows.byteLength + 1 > most) left += batch.events
    else {
      taken.push(batch)
      bytes += batch.rows.byteLength + 1
    }
  }
  const rows = new Uint8Array(bytes)
  let at = 0
  let events = 0
  for (const batch of taken) {
    rows.set(batch.rows, at)
    at += batch.rows.byteLength
    rows[at++] = lineEnd
    events += batch.events
  }
  return { rows, events, left }
}

const lineEnd = 0x0a
