import type { TriedField } from './formats-api.ts'

/** What a new format begins with: it reads `2026-11-20 10:00:00 M-12 opened`. */
export const firstText = `id: my-meter
title: My meters
logsource: { product: meter }
patterns:
  - name: reading
    match: '^(?P<at>\\S+ \\S+) (?P<meter>\\S+) (?P<what>.+)'
map: { device_host: meter, action: what }
time: { group: at, format: 'yyyy-MM-dd HH:mm:ss' }
`

/** The name that a text gives to its format; nothing where it gives none. */
export function idIn(text: string): string | undefined {
  return /^id:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1]
}

/** Where a place of a text stands, in UTF-16 units from its start. Lines and columns begin at 1. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text.length
    at = end + 1
  }
  return Math.min(text.length, at + Math.max(0, column - 1))
}

/** Where fields stand in a line, in UTF-16 units; of copies the original tells, and the message is all of it. */
export function rangesOf(line: string, fields: readonly TriedField[]): readonly (readonly [number, number])[] {
  const bytes = new TextEncoder().encode(line)
  const decoder = new TextDecoder()
  const units = (byte: number) => decoder.decode(bytes.subarray(0, byte)).length
  return fields.flatMap(({ name, derived, start, end }) =>
    name === 'message' || derived || start === null || end === null ? [] : [[units(start), units(end)] as const],
  )
}
