import type { Look } from '@tocsin/capability'

const most = 20

/** What these bytes are, where they are no text that a decoder could read. */
export function bytesKind(bytes: Uint8Array): Look['kind'] {
  const [a, b, c] = bytes
  if (a === undefined) return 'empty'
  // RFC 1952 §2.3.1.
  if (a === 0x1f && b === 0x8b) return 'gzip'
  // RFC 8446 §5.1: a handshake record; a sender that speaks TLS to a port that does not.
  if (a === 0x16 && b === 0x03 && (c ?? 0) <= 4) return 'tls'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'utf-16'
  let odd = 0
  const end = Math.min(bytes.length, 4096)
  for (let at = 0; at < end; at++) if (isOdd(bytes[at] ?? 0)) odd++
  // Every second byte of UTF-16 without a mark is a NUL; text has hardly any control character.
  if (odd * 20 <= end) return 'text'
  return looksUtf16(bytes.subarray(0, end)) ? 'utf-16' : 'binary'
}

/** The records of a sample: its lines, or whole documents of XML or JSON that go over lines. The last is left out where it was cut. */
export function recordsIn(bytes: Uint8Array, cut: boolean): readonly Uint8Array[] {
  const start = startOf(bytes)
  const first = bytes[start]
  // A lone document over several lines: `{` alone in its first line, or `<Event` without its end there.
  const lineEnd = bytes.indexOf(0x0a, start)
  if (lineEnd > 0 && (first === 0x7b || first === 0x3c) && !cut && isOpen(bytes.subarray(start, lineEnd), first)) {
    return [bytes.subarray(start)]
  }
  const records: Uint8Array[] = []
  let at = start
  while (at < bytes.length && records.length < most) {
    const next = bytes.indexOf(0x0a, at)
    const end = next < 0 ? bytes.length : next
    if (next < 0 && cut && records.length > 0) break
    const line = bytes.subarray(at, bytes[end - 1] === 0x0d ? end - 1 : end)
    if (line.some((byte) => byte > 0x20)) records.push(unframed(line))
    at = end + 1
  }
  return records
}

// RFC 6587 §3.4.1: `83 <34>1 ...`: the count belongs to the transport.
function unframed(line: Uint8Array): Uint8Array {
  let at = 0
  while (at < 7 && isDigit(line[at] ?? 0)) at++
  return at > 0 && line[at] === 0x20 && line[at + 1] === 0x3c && isDigit(line[at + 2] ?? 0)
    ? line.subarray(at + 1)
    : line
}

function isOpen(line: Uint8Array, first: number): boolean {
  let end = line.length
  while (end > 0 && (line[end - 1] ?? 0) <= 0x20) end--
  const last = line[end - 1]
  if (first === 0x7b) return last !== 0x7d
  // `<34>` begins a syslog message.
  return !isDigit(line[1] ?? 0) && !new TextDecoder().decode(line.subarray(0, end)).endsWith('</Event>')
}

function startOf(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++
  return at
}

function isOdd(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1d && byte !== 0x1b
}

function looksUtf16(bytes: Uint8Array): boolean {
  let nul = 0
  for (const byte of bytes) if (byte === 0) nul++
  return nul * 3 > bytes.length
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
