import type { DecodeFailure } from '@tocsin/event'
import { decodeFailure } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import { isObject, readObject } from '../wire/json-object.ts'

/** One entry of a journal: its fields in their order, and where each value stands in the payload. */
export interface JournalEntry {
  readonly fields: ReadonlyMap<string, JournalValue>
}

export interface JournalValue {
  readonly text: string
  /** Bytes [start, end) of the payload; absent where it stands there in another form. */
  readonly place?: readonly [start: number, end: number]
}

const [lf, equals, brace] = [10, 61, 123]
const mostFields = 512

/**
 * Reads one entry in the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS) or as one JSON object of
 * `journalctl -o json`.
 *
 * Of a field that comes several times the first counts.
 */
export function readEntry(payload: Uint8Array): Result<JournalEntry, DecodeFailure> {
  return payload[0] === brace ? readJson(payload) : readExport(payload)
}

function readExport(payload: Uint8Array): Result<JournalEntry, DecodeFailure> {
  if (payload.every((byte) => byte === 0x20 || (byte >= 9 && byte <= 13))) return decodeFailure('empty-frame', 0)
  const fields = new Map<string, JournalValue>()
  let at = 0
  while (at < payload.length) {
    const found = payload.indexOf(lf, at)
    const end = found < 0 ? payload.length : found
    if (end === at) {
      at = end + 1
      continue
    }
    const sign = payload.indexOf(equals, at)
    if (sign > at && sign < end) {
      put(fields, ascii(payload, at, sign), payload, sign + 1, end)
      at = end + 1
      continue
    }
    // A name alone: 64 bits of length, little-endian, the bytes, a line end.
    const start = end + 9
    if (start > payload.length) return decodeFailure('bad-header', at)
    const view = new DataView(payload.buffer, payload.byteOffset + end + 1, 8)
    const length = view.getUint32(0, true)
    if (view.getUint32(4, true) !== 0 || start + length > payload.length) return decodeFailure('bad-header', at)
    put(fields, ascii(payload, at, end), payload, start, start + length)
    at = start + length + 1
  }
  if (fields.size === 0) return decodeFailure('empty-frame', 0)
  return ok({ fields })
}

function readJson(payload: Uint8Array): Result<JournalEntry, DecodeFailure> {
  const read = readObject(payload)
  if (!read.ok) return read
  const fields = new Map<string, JournalValue>()
  for (const [name, value] of Object.entries(read.value)) {
    const one = Array.isArray(value) && !isBytes(value) ? value[0] : value
    if (fields.size >= mostFields || !isFieldName(name) || one === null || isObject(one)) continue
    // What is no text is a list of bytes there.
    const text = isBytes(one) ? decoder.decode(Uint8Array.from(one)) : String(one)
    fields.set(name, { text })
  }
  if (!fields.has('MESSAGE') && !fields.has('__REALTIME_TIMESTAMP')) return decodeFailure('unknown-shape', 0)
  return ok({ fields })
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function put(fields: Map<string, JournalValue>, name: string, payload: Uint8Array, start: number, end: number): void {
  if (fields.size >= mostFields || fields.has(name) || !isFieldName(name)) return
  fields.set(name, { text: decoder.decode(payload.subarray(start, end)), place: [start, end] })
}

/** systemd.journal-fields(7): capital letters, digits and underscores, at most 64. */
function isFieldName(name: string): boolean {
  return /^[A-Z0-9_]{1,64}$/.test(name)
}

function ascii(payload: Uint8Array, start: number, end: number): string {
  return end - start > 64 ? '' : String.fromCharCode(...payload.subarray(start, end))
}

function isBytes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number')
}
