import { type DecodeFailure, decodeFailure } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'

// `ignoreBOM: false` takes a byte order mark away (RFC 8259 §8.1 lets a parser ignore it).
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: false })

/** The payload as text without byte order mark, or `not-utf8` with the byte at which it stops being UTF-8. */
export function readUtf8(payload: Uint8Array): Result<string, DecodeFailure> {
  try {
    return ok(strict.decode(payload))
  } catch {
    return decodeFailure('not-utf8', firstInvalid(payload))
  }
}

/** The payload as text whatever it holds: what is not UTF-8 becomes U+FFFD. */
export function readUtf8Leniently(payload: Uint8Array): string {
  return lenient.decode(payload)
}

/** Bytes of UTF-8 in front of a position in a text that was decoded from UTF-8. */
export function utf8Length(text: string, end = text.length): number {
  let bytes = 0
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    // Half of a pair: two halves make the four bytes of one character. A lone one is written as U+FFFD, three bytes.
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(at + 1))) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}

export function hasByteOrderMark(payload: Uint8Array): boolean {
  return payload[0] === 0xef && payload[1] === 0xbb && payload[2] === 0xbf
}

// The Unicode Standard, table 3-7: well-formed UTF-8 byte sequences.
function firstInvalid(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0) return at
    if (length > 1) {
      const second = bytes[at + 1] ?? 0
      const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
      if (second < low || second > high) return at
      for (let more = 2; more < length; more++) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return at
    }
    at += length
  }
  return bytes.length
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
