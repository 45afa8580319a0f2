import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { markJson } from './json-marks.ts'

const near = fc.array(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\u12',
    '0',
    '-',
    '1.5',
    'e+3',
    'true',
    'null',
    ' ',
    '"a"',
    '"\\n"',
    'é',
  ),
  { maxLength: 14 },
)

test.prop(
  [
    fc.oneof(
      fc.json({ maxDepth: 6 }),
      near.map((parts) => parts.join('')),
      fc.string(),
    ),
  ],
  { numRuns: 2000 },
)('reads what JSON.parse reads, and nothing else', (text) => {
  const bytes = new TextEncoder().encode(text)
  const faithful = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  expect(markJson(bytes).ok).toBe(parses(faithful))
})

test.prop([fc.uint8Array({ maxLength: 300 })])('any bytes are read or refused at one of them', (bytes) => {
  const marks = markJson(bytes)
  if (!marks.ok) expect(marks.error.offset).toBeLessThanOrEqual(bytes.length)
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
