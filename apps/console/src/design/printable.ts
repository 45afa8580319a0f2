/**
 * Recorded text as it may be shown: what does not print, or would turn the order of reading around, becomes one visible
 * sign a code unit, so that ranges into the text still hold.
 */
export function printable(text: string): string {
  return text.replaceAll(hidden, (sign) => {
    const code = sign.charCodeAt(0)
    // Unicode "Control Pictures" name the C0 controls one for one.
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\ufffd'
  })
}

// C0, DEL, C1; zero-width signs, bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9), the line separators, and the
// byte order mark. Everything here is one UTF-16 code unit.
const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu
