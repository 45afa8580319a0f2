import type { Decoded, Frame } from '@tocsin/event'
import { type Definition, type Problem, readDefinition } from './definition.ts'
import { tableDecoder } from './table.ts'

/** At most so many lines are tried at once. */
export const mostLines = 50

/** What a format that somebody is writing makes of some lines. */
export interface Tried {
  readonly problems: readonly Problem[]
  /** None where the format cannot be read. */
  readonly lines: readonly TriedLine[]
}

export interface TriedLine {
  readonly line: string
  /** Whether a pattern fits; a line that none fits is read as syslog. */
  readonly read: boolean
  /** Milliseconds since the epoch, where it states one. */
  readonly time: number | null
  readonly fields: readonly TriedField[]
}

export interface TriedField {
  readonly name: string
  readonly value: string
  /** Copied from another field. */
  readonly derived: boolean
  /** Bytes of UTF-8 in the line, [start, end); null where it stands nowhere. */
  readonly start: number | null
  readonly end: number | null
}

/** Reads lines with a definition, and its own tests. Total and bounded. */
export function tryDefinition(path: string, text: string, lines: readonly string[], received: number): Tried {
  const read = readDefinition(path, text)
  if (!read.ok) return { problems: read.error, lines: [] }
  const definition = read.value
  return {
    problems: failedTests(definition, received),
    lines: lines.slice(0, mostLines).map((line) => tryLine(definition, line, received)),
  }
}

function tryLine(definition: Definition, line: string, received: number): TriedLine {
  const decoder = tableDecoder(definition)
  const payload = encoder.encode(line)
  const decoded = decoder.decode(asFrame(payload, received))
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) return { line, read: false, time: null, fields: [] }
  const fields = [...fieldsOf(event)].map(([name, value, derived]): TriedField => {
    const part = decoder.locate(payload, name, 0)
    return { name, value, derived, start: part?.start ?? null, end: part?.end ?? null }
  })
  return { line, read: isRead(event), time: event.time ?? null, fields }
}

/** Of each test that fails: what was read instead. */
export function failedTests(definition: Definition, received: number): readonly Problem[] {
  const decoder = tableDecoder(definition)
  return definition.tests.flatMap(({ line, fields, place }) => {
    const decoded = decoder.decode(asFrame(encoder.encode(line), received))
    const event = decoded.ok ? decoded.value[0] : undefined
    const read = event !== undefined && isRead(event)
    if (fields === undefined) {
      return read ? [{ ...place, reason: 'a line that must not be read is', fix: 'Make the patterns narrower' }] : []
    }
    if (!read)
      return [{ ...place, reason: 'no pattern fits the line of this test', fix: 'Correct a pattern, or the line' }]
    for (const [name, wanted] of fields) {
      const value = event.native.get(name) ?? event.derived.get(name)
      if (String(value ?? '') === wanted) continue
      const instead = value === undefined ? 'is not there' : `is ${String(value).slice(0, 80)}`
      return [
        {
          ...place,
          reason: `${name} should be ${wanted.slice(0, 80)} and ${instead}`,
          fix: 'Correct the pattern, or the test',
        },
      ]
    }
    return []
  })
}

function isRead({ derived }: Decoded): boolean {
  return derived.get('tocsin.read_as') === undefined
}

function* fieldsOf({ native, derived }: Decoded): Iterable<readonly [string, string, boolean]> {
  for (const [name, value] of native) if (!name.startsWith('tocsin.')) yield [name, String(value), false]
  for (const [name, value] of derived) if (!name.startsWith('tocsin.')) yield [name, String(value), true]
}

const encoder = new TextEncoder()

function asFrame(payload: Uint8Array, received: number): Frame {
  return {
    ...{ kind: 'data', realm: 'real', origin: 'claimed', partition: 0, offset: 0, source: '', peer: '', decoder: '' },
    ...{ payload, received },
  }
}
