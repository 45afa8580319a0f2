import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { bytesOf, placesOf } from './bytes.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a recorded text is marked where it stands', () => {
  expect(placesOf(bytes('{"a":"run -enc x"}'), ['-enc'])).toEqual([[10, 14]])
})

test('a text that JSON escaped is found as it was sent', () => {
  const frame = bytes(JSON.stringify({ image: 'C:\\Temp\\a.exe' }))
  const [place] = placesOf(frame, ['Temp\\a.exe'])
  expect(new TextDecoder().decode(frame.slice(place?.[0], place?.[1]))).toBe('Temp\\\\a.exe')
})

test('a text that stands in two places is not guessed at', () => {
  expect(placesOf(bytes('root root'), ['root'])).toEqual([])
})

test('a text too short to say anything is not marked', () => {
  expect(placesOf(bytes('a=1'), ['1'])).toEqual([])
})

test('what is no base64 gives no bytes', () => {
  expect(bytesOf('***')).toHaveLength(0)
  expect([...bytesOf('AP8=')]).toEqual([0, 255])
})

test.prop([fc.uint8Array(), fc.array(fc.string())])('places lie within the frame', (frame, texts) => {
  for (const [start, end] of placesOf(frame, texts)) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeLessThanOrEqual(frame.length)
    expect(start).toBeLessThan(end)
  }
})
