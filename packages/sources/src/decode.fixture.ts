import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Decoded, Frame } from '@tocsin/event'
import { decoders } from './index.ts'

/** What the tests of the formats ask: one line, decoded as that format by its registered decoder. */
export function decodeAll(id: string, line: string): readonly Decoded[] {
  const frame = { payload: new TextEncoder().encode(line), received: Date.UTC(2026, 10, 20, 12) * 1000 }
  const decoded = decoderOf(id).decode(frame as unknown as Frame)
  if (!decoded.ok) throw new Error(`${id}: ${decoded.error.reason} at ${decoded.error.offset}`)
  return decoded.value
}

export function decodeOne(id: string, line: string): Decoded {
  const [event] = decodeAll(id, line)
  if (event === undefined) throw new Error(`${id}: no event`)
  return event
}

/** The text at a field's place in the line. */
export function placeOf(id: string, line: string, field: string, index = 0): string | undefined {
  const payload = new TextEncoder().encode(line)
  const part = decoderOf(id).locate(payload, field, index)
  return part && new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload.subarray(part.start, part.end))
}

export function decoderOf(id: string) {
  const decoder = decoders.find((one) => one.id === id)
  if (decoder === undefined) throw new Error(`no decoder is called ${id}`)
  return decoder
}

/** The lines of a format that are written down for it. */
export function linesOf(file: string): readonly string[] {
  return readFileSync(join(import.meta.dirname, '..', 'fixtures', file), 'utf8')
    .trimEnd()
    .split('\n')
}

/** Native fields before derived ones, as rules read them. */
export function fieldsOf({ native, derived }: Decoded): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...derived, ...native])
}
