/** The longest text that a column keeps, in bytes of UTF-8; the raw frame keeps the whole. */
export const maxText = 32_768

/**
 * A text as the columns keep it: well-formed Unicode, without NUL, at most 32 KiB of UTF-8.
 *
 * Lone surrogates make DuckDB refuse the whole file (`no low surrogate in string`), and NUL ends a text in too many tools
 * that read exports: both become U+FFFD. Queries pass their values through here too, so that what is asked is what is kept.
 */
export function storableText(text: string): string {
  const cut = text.length * 3 > maxText ? text.slice(0, encoder.encodeInto(text, scratch).read) : text
  const whole = loneSurrogate.test(cut) ? cut.replace(everyLoneSurrogate, '\ufffd') : cut
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole
}

const encoder = new TextEncoder()
const scratch = new Uint8Array(maxText)
// In `u` mode the surrogate range matches lone halves only.
const loneSurrogate = /[\ud800-\udfff]/u
const everyLoneSurrogate = /[\ud800-\udfff]/gu
