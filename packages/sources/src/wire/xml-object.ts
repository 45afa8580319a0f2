import { type DecodeFailure, decodeFailure, type FramePart, maxPayload } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import type { Json, JsonObject } from './json.ts'
import type { JsonMarks } from './json-marks.ts'
import { hasByteOrderMark, readUtf8, utf8Length } from './utf8.ts'
import { readXml } from './xml.ts'

/** Whether a payload begins as XML does. A `<` and a digit begin a priority of syslog. */
export function startsXml(payload: Uint8Array): boolean {
  let at = hasByteOrderMark(payload) ? 3 : 0
  while (at < payload.length && (payload[at] ?? 0) <= 0x20) at++
  const next = payload[at + 1] ?? 0
  return payload[at] === 0x3c && (next === 0x3f || next === 0x21 || (next | 0x20) >= 0x61)
}

/** Reads a payload as one XML document; as JSON in the way of `readXml`. */
export function readXmlObject(payload: Uint8Array): Result<JsonObject, DecodeFailure> {
  if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
  const text = readUtf8(payload)
  if (!text.ok) return text
  const read = readXml(text.value)
  return read.ok ? read : decodeFailure(read.error.reason, byteAt(payload, text.value, read.error.offset))
}

/**
 * The same with every text replaced by a mark of its place.
 *
 * @param isKey whether an attribute names a field, and stays as it is
 */
export function markXml(
  payload: Uint8Array,
  isKey: (element: string, attribute: string | undefined) => boolean,
): Result<JsonMarks, DecodeFailure> {
  const text = readUtf8(payload)
  if (!text.ok) return text
  const places: (readonly [number, number])[] = []
  const read = readXml(text.value, (own, start, end, element, attribute) => {
    if (isKey(element, attribute)) return own
    places.push([start, end])
    return `\ue000${places.length - 1}`
  })
  if (!read.ok) return read
  const parts: FramePart[] = []
  let [at, bytes] = [0, hasByteOrderMark(payload) ? 3 : 0]
  const byte = (unit: number) => {
    // Places come in the order of their beginnings: each stretch is counted once.
    if (unit < at) return bytes - utf8Length(text.value.slice(unit, at))
    bytes += utf8Length(text.value.slice(at, unit))
    at = unit
    return bytes
  }
  for (const [start, end] of places) parts.push({ start: byte(start), end: byte(end) })
  return ok({ root: read.value as Json, part: { start: 0, end: payload.length }, parts })
}

function byteAt(payload: Uint8Array, text: string, unit: number): number {
  return Math.min(payload.length, (hasByteOrderMark(payload) ? 3 : 0) + utf8Length(text, unit))
}
