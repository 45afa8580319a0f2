import { gzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { bodyLimits, fileLimits, inflate, inflateSlice } from './inflate.ts'
import { InputRefused } from './input-refused.ts'

describe('inflating a body', () => {
  test.prop([
    fc.array(fc.uint8Array({ maxLength: 20_000 }), { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 1, max: 9000 }),
  ])('any members in any chunks come out whole', async (members, size) => {
    const packed = Buffer.concat(members.map((member) => gzipSync(member)))
    expect(await inflated(cut(packed, size))).toEqual({ bytes: Buffer.concat(members), refused: undefined })
  })

  test('zeros after the last member are padding', async () => {
    const packed = Buffer.concat([gzipSync('whole\n'), Buffer.alloc(10_000)])
    expect(await inflated(cut(packed, 100))).toEqual({ bytes: Buffer.from('whole\n'), refused: undefined })
  })

  test('bytes after the padding are refused at their place', async () => {
    const packed = Buffer.concat([gzipSync('whole\n'), Buffer.alloc(10_000), Buffer.from('x')])
    const { bytes, refused } = await inflated(cut(packed, 100))
    expect(bytes.toString()).toBe('whole\n')
    expect(refused).toEqual({ reason: 'gzip-trailing-garbage', offset: packed.length - 1 })
  })

  test('bytes after a member that are no member are refused', async () => {
    const packed = Buffer.concat([gzipSync(noise(100_000)), Buffer.from('<html>')])
    const { refused } = await inflated(cut(packed, 100))
    expect(refused?.reason).toBe('gzip-trailing-garbage')
    expect(refused?.offset).toBe(packed.length - (packed.length % inflateSlice))
  })

  test('what is no gzip is refused at its first byte', async () => {
    expect((await inflated(cut(Buffer.from('{"a":1}\n'), 1))).refused).toEqual({ reason: 'not-gzip', offset: 0 })
    expect((await inflated(cut(Buffer.alloc(0), 1))).refused).toEqual({ reason: 'gzip-truncated', offset: 0 })
  })

  test('a stream that stops early gives what it had, and is refused at its end', async () => {
    const whole = noise(100_000)
    const packed = gzipSync(whole)
    const { bytes, refused } = await inflated(cut(packed.subarray(0, packed.length - 9), 5000))
    expect(refused).toEqual({ reason: 'gzip-truncated', offset: packed.length - 9 })
    expect(bytes.length).toBeGreaterThan(90_000)
    expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true)
  })

  test.prop([
    fc.integer({ min: 10, max: 60_000 }),
    fc.integer({ min: 1, max: 255 }),
    fc.integer({ min: 1, max: 9000 }),
  ])(
    'a flipped byte is refused near its place, in the same words for any chunks, and what came before it is kept',
    async (at, flip, size) => {
      const whole = noise(100_000)
      const packed = gzipSync(whole)
      const place = at % packed.length
      packed[place] = (packed[place] ?? 0) ^ flip
      const first = await inflated(cut(packed, size))
      // a flipped byte of the header's unused fields harms nothing
      if (first.refused !== undefined)
        expect(first.refused.offset).toBeGreaterThanOrEqual(place - (place % inflateSlice))
      const second = await inflated(cut(packed, 65_536))
      expect(second.refused).toEqual(first.refused)
      expect(second.bytes.equals(first.bytes)).toBe(true)
    },
  )

  test('a bomb is refused after little of it', async () => {
    const { bytes, refused } = await inflated(cut(gzipSync(Buffer.alloc(40_000_000)), 65_536))
    expect(refused?.reason).toBe('gzip-bomb')
    expect(bytes.length).toBeLessThan(8 * 1024 * 1024)
  })

  test('a small body may be as regular as it likes', async () => {
    expect((await inflated(cut(gzipSync(Buffer.alloc(1_000_000)), 65_536))).bytes.length).toBe(1_000_000)
  })

  test('more than the bound is refused', async () => {
    const packed = gzipSync(noise(200_000))
    const { bytes, refused } = await inflated(cut(packed, 1000), { ...bodyLimits, decoded: 100_000 })
    expect(refused?.reason).toBe('decoded-too-large')
    expect(bytes.length).toBeLessThanOrEqual(100_000)
  })

  test('a file that the operator names may be of any size', async () => {
    expect((await inflated(cut(gzipSync(Buffer.alloc(20_000_000)), 65_536), fileLimits)).bytes.length).toBe(20_000_000)
  })
})

async function inflated(source: AsyncIterable<Uint8Array>, limits = bodyLimits) {
  const chunks: Uint8Array[] = []
  let refused: { reason: string; offset: number } | undefined
  try {
    for await (const chunk of inflate(source, limits)) chunks.push(chunk)
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error
    refused = { reason: error.reason, offset: error.offset }
  }
  return { bytes: Buffer.concat(chunks), refused }
}

async function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Bytes that do not compress to nothing: hexadecimal digits of a fixed sequence. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[i] = '0123456789abcdef'.charCodeAt(state >>> 28)
  }
  return bytes
}
