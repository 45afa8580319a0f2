export interface HexLine {
  /** Four hexadecimal digits or more. */
  readonly offset: string
  readonly cells: readonly HexCell[]
}

export interface HexCell {
  readonly at: number
  /** Two hexadecimal digits. */
  readonly hex: string
  /** The ASCII character, or a point where it does not print. */
  readonly sign: string
  readonly matched: boolean
}

/** Bytes in lines, each byte as digits and as a sign, those within [start, end) ranges marked. */
export function hexLines(
  bytes: Uint8Array,
  ranges: readonly (readonly [start: number, end: number])[],
  width: number,
): readonly HexLine[] {
  const lines: HexLine[] = []
  for (let start = 0; start < bytes.length; start += width) {
    const cells = Array.from(bytes.subarray(start, start + width), (byte, index): HexCell => {
      const at = start + index
      return {
        at,
        hex: byte.toString(16).padStart(2, '0'),
        sign: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
        matched: ranges.some(([from, to]) => from <= at && at < to),
      }
    })
    lines.push({ offset: start.toString(16).padStart(4, '0'), cells })
  }
  return lines
}
