import { type DecodeFailure, type DecodeReason, decodeFailure, type FramePart, nativeLimits } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import type { Json } from './json.ts'
import { hasByteOrderMark } from './utf8.ts'

/** A JSON text read for its places: every scalar is a mark (`markText`) that leads to its bytes. */
export interface JsonMarks {
  readonly root: Json
  /** Where the root value stands. */
  readonly part: FramePart
  readonly parts: readonly FramePart[]
}

/**
 * Reads JSON (RFC 8259) byte by byte, for the place of a value or of a mistake; off the hot path.
 *
 * Accepts what JSON.parse accepts, to a depth of 64. The last of equal keys wins, as in JSON.parse.
 */
export function markJson(payload: Uint8Array): Result<JsonMarks, DecodeFailure> {
  const reader: Reader = { bytes: payload, at: hasByteOrderMark(payload) ? 3 : 0, parts: [], failed: undefined }
  skipSpace(reader)
  const start = reader.at
  const root = readValue(reader, 1)
  const end = reader.at
  skipSpace(reader)
  if (reader.failed === undefined && reader.at < payload.length) fail(reader, 'not-json')
  if (reader.failed !== undefined) return decodeFailure(reader.failed, Math.min(reader.at, payload.length))
  return ok({ root, part: { start, end }, parts: reader.parts })
}

/** The bytes that a marked text leads to; of several joined ones, from the first to the last. */
export function partOf(marks: JsonMarks, marked: string): FramePart | undefined {
  const first = /^\ue000(\d+)/.exec(marked)
  const last = /\ue000(\d+)$/.exec(marked)
  const from = marks.parts[Number(first?.[1])]
  const to = marks.parts[Number(last?.[1])]
  return from === undefined || to === undefined ? undefined : { start: from.start, end: to.end }
}

interface Reader {
  readonly bytes: Uint8Array
  at: number
  readonly parts: FramePart[]
  failed: DecodeReason | undefined
}

const keys = new TextDecoder('utf-8')
const quote = 0x22
const backslash = 0x5c

function readValue(reader: Reader, depth: number): Json {
  const byte = reader.bytes[reader.at]
  if (byte === 0x7b) return readObject(reader, depth)
  if (byte === 0x5b) return readArray(reader, depth)
  const start = reader.at
  if (byte === quote) skipString(reader)
  else if (byte === 0x2d || isDigit(byte)) skipNumber(reader)
  else skipWord(reader)
  reader.parts.push({ start, end: reader.at })
  return `\ue000${reader.parts.length - 1}`
}

function readObject(reader: Reader, depth: number): Json {
  const members: { [key: string]: Json } = Object.create(null)
  if (!enter(reader, depth)) return members
  if (take(reader, 0x7d)) return members
  while (reader.failed === undefined) {
    const start = reader.at
    if (reader.bytes[start] !== quote) return fail(reader, 'not-json')
    skipString(reader)
    if (reader.failed !== undefined) return null
    const key: string = JSON.parse(keys.decode(reader.bytes.subarray(start, reader.at)))
    skipSpace(reader)
    if (!take(reader, 0x3a)) return fail(reader, 'not-json')
    skipSpace(reader)
    members[key] = readValue(reader, depth + 1)
    skipSpace(reader)
    if (take(reader, 0x7d)) return members
    if (!take(reader, 0x2c)) return fail(reader, 'not-json')
    skipSpace(reader)
  }
  return members
}

function readArray(reader: Reader, depth: number): Json {
  const items: Json[] = []
  if (!enter(reader, depth)) return items
  if (take(reader, 0x5d)) return items
  while (reader.failed === undefined) {
    items.push(readValue(reader, depth + 1))
    skipSpace(reader)
    if (take(reader, 0x5d)) return items
    if (!take(reader, 0x2c)) return fail(reader, 'not-json')
    skipSpace(reader)
  }
  return items
}

function enter(reader: Reader, depth: number): boolean {
  if (depth > nativeLimits.depth) {
    fail(reader, 'too-deep')
    return false
  }
  reader.at++
  skipSpace(reader)
  return true
}

function skipString(reader: Reader): void {
  const { bytes } = reader
  for (reader.at++; reader.at < bytes.length; reader.at++) {
    const byte = bytes[reader.at] ?? 0
    if (byte === quote) {
      reader.at++
      return
    }
    if (byte < 0x20) break
    if (byte !== backslash) continue
    const escaped = bytes[++reader.at] ?? 0
    if (escaped === 0x75) {
      for (let digit = 1; digit <= 4; digit++)
        if (!isHex(bytes[reader.at + digit])) return void fail(reader, 'not-json')
      reader.at += 4
    } else if (!escapes.has(escaped)) break
  }
  fail(reader, 'not-json')
}

const escapes = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)))

function skipNumber(reader: Reader): void {
  take(reader, 0x2d)
  if (!take(reader, 0x30) && !skipDigits(reader)) return void fail(reader, 'not-json')
  if (take(reader, 0x2e) && !skipDigits(reader)) return void fail(reader, 'not-json')
  if (!take(reader, 0x65) && !take(reader, 0x45)) return
  if (!take(reader, 0x2b)) take(reader, 0x2d)
  if (!skipDigits(reader)) fail(reader, 'not-json')
}

function skipDigits(reader: Reader): boolean {
  const start = reader.at
  while (isDigit(reader.bytes[reader.at])) reader.at++
  return reader.at > start
}

const words = ['true', 'false', 'null'].map((word) => [...word].map((character) => character.charCodeAt(0)))

function skipWord(reader: Reader): void {
  const word = words.find((letters) => letters.every((letter, index) => reader.bytes[reader.at + index] === letter))
  if (word === undefined) fail(reader, 'not-json')
  else reader.at += word.length
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const byte = reader.bytes[reader.at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
    reader.at++
  }
}

function take(reader: Reader, byte: number): boolean {
  if (reader.bytes[reader.at] !== byte) return false
  reader.at++
  return true
}

function fail(reader: Reader, reason: DecodeReason): null {
  reader.failed ??= reason
  return null
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isHex(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
}
