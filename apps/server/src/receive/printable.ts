/**
 * Bytes as text that is safe to show and can be read back: printable UTF-8 stays, a backslash is doubled, and every other
 * byte (controls, bidirectional marks, what is no UTF-8) becomes `\xNN`.
 */
export function printable(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const sequence = bytes.subarray(at, at + length)
    const shown = character(sequence)
    if (shown === undefined) {
      text += escaped(bytes[at] ?? 0)
      at += 1
    } else {
      text += shown
      at += sequence.length
    }
  }
  return text
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function character(sequence: Uint8Array): string | undefined {
  const lead = sequence[0] ?? 0
  if (lead === 0x5c) return '\\\\'
  if (lead < 0x80) return lead >= 0x20 && lead < 0x7f ? String.fromCharCode(lead) : undefined
  try {
    const text = utf8.decode(sequence)
    // Cc, Cf (bidirectional marks among them), Cs, Co, Cn, and the two line separators
    return /^[\p{C}\p{Zl}\p{Zp}]$/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** RFC 3629 §3. */
function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  if (lead >= 0xc0) return 2
  return 1
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
