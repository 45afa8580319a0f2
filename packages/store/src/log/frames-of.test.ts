import { fc, test } from '@fast-check/vitest'
import { frameKinds, origins, realms } from '@tocsin/event'
import { describe, expect } from 'vitest'
import type { FrameBatch } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import { encodeFrames, framesOf } from './frames-of.ts'

const sources = [
  { name: 'tocsin', decoder: '' },
  { name: 'windows', decoder: 'windows' },
  { name: 'windows', decoder: 'syslog' },
]

const anyFrame = fc
  .record({
    partition: fc.nat(31),
    received: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: 1_700_000_000_000_000, max: 1_900_000_000_000_000 })),
    kind: fc.constantFrom(...frameKinds),
    realm: fc.constantFrom(...realms),
    origin: fc.constantFrom(...origins),
    source: fc.constantFrom(...sources),
    peer: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('10.0.0.1:1', '10.0.0.2:1', '')),
    repeated: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  .map(({ source, ...frame }) => ({ ...frame, source: source.name, decoder: source.decoder }))

function batchOf(bytes: Uint8Array, from = emptyPosition()): FrameBatch {
  return { lane: 0, bytes, frames: 0, sources, from, next: from, received: 0, control: false }
}

describe('frames of a batch', () => {
  test.prop([fc.array(anyFrame, { maxLength: 40 }), fc.nat(1000)])(
    'are what was encoded, counted up from',
    (frames, start) => {
      const from = emptyPosition().map((_, partition) => start + partition)
      const seen = [...from]
      const read = [...framesOf(batchOf(encodeFrames(frames, sources), from))].map((frame) => ({ ...frame }))
      const expected = frames.map((frame) => {
        const offset = seen[frame.partition] ?? 0
        seen[frame.partition] = offset + 1
        return { ...frame, offset }
      })
      expect(read).toEqual(expected)
    },
  )

  test('cut a long peer between characters', () => {
    const frame = {
      partition: 0,
      received: 1,
      kind: 'data',
      realm: 'real',
      origin: 'claimed',
      source: 'windows',
    } as const
    const bytes = encodeFrames(
      [{ ...frame, decoder: 'windows', peer: 'é'.repeat(200), payload: new Uint8Array(3) }],
      sources,
    )
    const [read] = framesOf(batchOf(bytes))
    expect(read?.peer).toBe('é'.repeat(127))
    expect(read?.payload.length).toBe(3)
  })

  test('can be read twice, and many peers do not get mixed up', () => {
    const frame = {
      partition: 0,
      received: 1,
      kind: 'data',
      realm: 'real',
      origin: 'claimed',
      source: 'windows',
    } as const
    const frames = Array.from({ length: 2000 }, (_, i) => ({
      ...frame,
      decoder: 'windows',
      peer: `10.0.${(i * 7) % 256}.${(i * 31) % 256}`,
      payload: new Uint8Array(0),
    }))
    const batch = batchOf(encodeFrames(frames, sources))
    const peers = frames.map(({ peer }) => peer)
    expect(Array.from(framesOf(batch), ({ peer }) => peer)).toEqual(peers)
    expect(Array.from(framesOf(batch), ({ peer }) => peer)).toEqual(peers)
  })

  test.prop([fc.uint8Array({ maxLength: 200 })])('any bytes give frames or a refusal, and end', (bytes) => {
    try {
      for (const frame of framesOf(batchOf(bytes))) expect(frame.payload.length).toBeLessThanOrEqual(bytes.length)
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-batch' })
    }
  })
})
