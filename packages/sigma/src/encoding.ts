/** Base64 (RFC 4648 §4, padded) of bytes given as code units 0..255. */
export function base64(bytes: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes.charCodeAt(i), bytes.charCodeAt(i + 1), bytes.charCodeAt(i + 2)]
    text += digit(a >> 2) + digit(((a & 3) << 4) | (b >> 4))
    text += Number.isNaN(b) ? '=' : digit(((b & 15) << 2) | (c >> 6))
    text += Number.isNaN(c) ? '=' : digit(c & 63)
  }
  return text
}

/** The parts of a text's Base64 that stay the same wherever it stands in the encoded data, for the three alignments. */
export function base64Offsets(bytes: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = base64(' '.repeat(shift) + bytes)
    const cut = [0, 3, 2][(bytes.length + shift) % 3] ?? 0
    return encoded.slice([0, 2, 3][shift], encoded.length - cut)
  })
}

/** UTF-8 bytes as code units 0..255. */
export function utf8(text: string): string {
  let bytes = ''
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte)
  return bytes
}

export type Wide = 'utf16le' | 'utf16be' | 'utf16'

/** UTF-16 bytes as code units 0..255; `utf16` is little-endian behind a byte order mark. */
export function utf16(text: string, kind: Wide): string {
  let bytes = kind === 'utf16' ? '\u00ff\u00fe' : ''
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const low = String.fromCharCode(unit & 0xff)
    const high = String.fromCharCode(unit >> 8)
    bytes += kind === 'utf16be' ? high + low : low + high
  }
  return bytes
}

const encoder = new TextEncoder()

function digit(six: number): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charAt(six)
}
