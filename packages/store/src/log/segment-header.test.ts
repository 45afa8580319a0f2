import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { emptyPosition } from '../position.ts'
import { decodeHeader, encodeHeader } from './segment-header.ts'

const header = { lane: 1, created: 12, sources: [{ name: 'tocsin', decoder: '' }], base: emptyPosition() }

test('a header says what was written', () => {
  expect(decodeHeader(encodeHeader(header))).toEqual({ ok: true, value: header })
})

test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
  'a header with any byte changed is refused',
  (place, change) => {
    const bytes = encodeHeader(header)
    const at = place % bytes.length
    bytes[at] = (bytes[at] ?? 0) ^ change
    expect(decodeHeader(bytes).ok).toBe(false)
  },
)

test('every shorter header is short', () => {
  const bytes = encodeHeader(header)
  for (let end = 0; end < bytes.length; end++)
    expect(decodeHeader(bytes.subarray(0, end))).toEqual({ ok: false, error: 'short' })
})

test('a newer version is named as such', () => {
  const bytes = encodeHeader(header)
  bytes.writeUInt16LE(2, 8)
  expect(decodeHeader(bytes)).toEqual({ ok: false, error: 'unknown-version' })
})
