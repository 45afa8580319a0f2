import { type DecodeFailure, decodeFailure, maxPayload } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import type { Json, JsonObject } from './json.ts'
import { markJson } from './json-marks.ts'
import { readUtf8 } from './utf8.ts'

export type { Json, JsonObject } from './json.ts'

/**
 * Reads a payload as one JSON object (RFC 8259), whatever its depth: JSON.parse does not recurse.
 *
 * @returns the object, or `too-long`, `empty-frame`, `not-utf8`, `not-json` or `not-an-object` with the byte
 */
export function readObject(payload: Uint8Array): Result<JsonObject, DecodeFailure> {
  if (payload.length === 0) return decodeFailure('empty-frame', 0)
  if (payload.length > maxPayload) return decodeFailure('too-long', maxPayload)
  const text = readUtf8(payload)
  return text.ok ? parseObject(text.value, payload) : text
}

function parseObject(text: string, payload: Uint8Array): Result<JsonObject, DecodeFailure> {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    return text.trim().length === 0 ? decodeFailure('empty-frame', 0) : brokenAt(payload)
  }
  if (!isObject(value)) return decodeFailure('not-an-object', 0)
  return ok(value)
}

/** Where the JSON that JSON.parse refused goes wrong, or where it goes deeper than we follow. */
function brokenAt(payload: Uint8Array): Result<never, DecodeFailure> {
  const marks = markJson(payload)
  return marks.ok ? decodeFailure('not-json', payload.length) : marks
}

/** The place at which a payload goes deeper than we follow. */
export function tooDeep(payload: Uint8Array): Result<never, DecodeFailure> {
  const marks = markJson(payload)
  return decodeFailure('too-deep', marks.ok ? 0 : marks.error.offset)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

// Array.isArray does not narrow a readonly array.
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
