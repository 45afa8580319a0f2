import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { cleanPhoto } from './photo.ts'

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
const segment = (marker: number, body: readonly number[]) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
]
const exif = (orientation: number) =>
  segment(0xe1, [
    ...ascii('Exif\0\0'),
    ...ascii('MM'),
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    2,
    ...gps,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ])
const gps = [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 99]
const frame = segment(0xc0, [8, 0, 2, 0, 3, 1, 1, 0x11, 0])
const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]
const jpeg = (...parts: readonly (readonly number[])[]) => Uint8Array.from([0xff, 0xd8, ...parts.flat(), 0xff, 0xd9])

const chunk = (name: string, body: readonly number[]) => [0, 0, 0, body.length, ...ascii(name), ...body, 1, 2, 3, 4]
const pngHead = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const header = chunk('IHDR', [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0])

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

describe('a photo', () => {
  test('loses where, when and with what it was taken, and keeps how it is turned', () => {
    const cleaned = cleanPhoto(
      jpeg(
        segment(0xe0, [...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        exif(6),
        segment(0xe1, ascii('http://ns.adobe.com/xap/1.0/')),
        segment(0xfe, ascii('a comment')),
        frame,
        scan,
      ),
    )
    if (!cleaned.ok) throw new Error(cleaned.error.reason)
    const { type, bytes } = cleaned.value
    expect(type).toBe('image/jpeg')
    expect(text(bytes)).not.toMatch(/adobe|comment/)
    expect(text(bytes)).not.toContain(text(Uint8Array.from(gps)))
    expect([...bytes.subarray(2, 6)]).toEqual([0xff, 0xe1, 0, 34])
    expect(text(bytes)).toContain('JFIF')
    // Cleaned again it is the same: it was whole.
    expect(cleanPhoto(bytes)).toEqual(cleaned)
  })

  test('keeps no segment that makes no picture: reserved markers and false colour notes carry whatever one likes', () => {
    const payload = ascii('<script>alert(1)</script>')
    const cleaned = cleanPhoto(
      jpeg(segment(0x02, payload), segment(0xee, payload), segment(0xf7, payload), segment(0xc8, payload), frame, scan),
    )
    if (!cleaned.ok) throw new Error(cleaned.error.reason)
    expect(text(cleaned.value.bytes)).not.toMatch(/script/)
    expect(cleaned.value.bytes).toEqual(jpeg(frame, scan))
  })

  test('is kept up to its end, and not what follows it', () => {
    const hidden = Uint8Array.from([...jpeg(frame, scan), ...ascii('<script>alert(1)</script>')])
    const cleaned = cleanPhoto(hidden)
    expect(cleaned.ok && text(cleaned.value.bytes)).not.toMatch(/script/)
  })

  test('as PNG keeps what a decoder needs', () => {
    const picture = Uint8Array.from([
      ...pngHead,
      ...header,
      ...chunk('tEXt', ascii('Author\0A. Person')),
      ...chunk('eXIf', [1]),
      ...chunk('IDAT', [9, 9]),
      ...chunk('IEND', []),
    ])
    const cleaned = cleanPhoto(picture)
    if (!cleaned.ok) throw new Error(cleaned.error.reason)
    expect(cleaned.value.type).toBe('image/png')
    expect(text(cleaned.value.bytes)).not.toMatch(/Person|eXIf/)
    expect(text(cleaned.value.bytes)).toMatch(/IHDR.*IDAT.*IEND/s)
  })

  test('that is none, is cut off, or too large is refused with its reason', () => {
    for (const bytes of [
      Uint8Array.from(ascii('<svg onload=alert(1)>')),
      Uint8Array.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61]),
      jpeg(frame, scan).subarray(0, 30),
      jpeg(scan),
      jpeg(segment(0xc0, [8, 0xff, 0xff, 0, 3, 1, 1, 0x11, 0]), scan),
      Uint8Array.from([...pngHead, ...chunk('IDAT', [1])]),
      new Uint8Array(4 * 1024 * 1024 + 1),
    ]) {
      expect(cleanPhoto(bytes)).toMatchObject({ ok: false, error: { reason: expect.any(String) } })
    }
  })

  test.prop([fc.uint8Array({ maxLength: 400 }), fc.constantFrom([0xff, 0xd8], pngHead, [])])(
    'of any bytes is a picture or a reason, and no larger than it was',
    (bytes, head) => {
      const whole = Uint8Array.from([...head, ...bytes])
      const cleaned = cleanPhoto(whole)
      expect(cleaned.ok ? cleaned.value.bytes.length <= whole.length + 40 : cleaned.error.reason.length > 0).toBe(true)
    },
  )
})
