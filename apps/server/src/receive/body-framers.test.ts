import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type BodyFraming, bodyFramer } from './body-framers.ts'

function cut(framing: BodyFraming, text: string, size = 7) {
  const bytes = new TextEncoder().encode(text)
  const frames: string[] = []
  const refused: string[] = []
  const out = {
    frame: (frame: Uint8Array) => void frames.push(new TextDecoder().decode(frame)),
    refused: (reason: string) => void refused.push(reason),
  }
  const framer = bodyFramer(framing)
  for (let at = 0; at < bytes.length; at += size) framer.push(bytes.slice(at, at + size), out)
  framer.end(out)
  return { frames, refused }
}

describe('pairs', () => {
  test('a document goes with the action before it', () => {
    const { frames, refused } = cut('pairs', '{"index":{"_index":"a"}}\n{"x":1}\n{"create":{}}\n{"x":2}\n')
    expect(frames).toEqual(['{"index":{"_index":"a"}}\n{"x":1}', '{"create":{}}\n{"x":2}'])
    expect(refused).toEqual([])
  })

  test('a deletion carries nothing, a document without its action is refused, and it finds its step again', () => {
    const { frames, refused } = cut('pairs', '{"delete":{"_id":"1"}}\n{"lost":1}\n{"create":{}}\n{"x":2}\n')
    expect([frames, refused]).toEqual([['{"create":{}}\n{"x":2}'], ['no-action']])
  })

  test('an action without its document is cut off', () => {
    expect(cut('pairs', '{"create":{}}\n').refused).toEqual(['cut-off'])
  })
})

describe('whole', () => {
  test('a body is a frame; an empty one is none', () => {
    expect(cut('whole', 'all of it\nwith lines').frames).toEqual(['all of it\nwith lines'])
    expect(cut('whole', '')).toEqual({ frames: [], refused: [] })
  })

  test('past 1 MiB it is refused once', () => {
    const large = 'x'.repeat(1_048_577)
    expect(cut('whole', large, 65_536)).toEqual({ frames: [], refused: ['too-long'] })
  })
})

test.prop([
  fc.constantFrom<BodyFraming>('lines', 'documents', 'whole', 'pairs'),
  fc.array(fc.constantFrom('{"index":{}}', '{"a":1}', '\n', '{', '"', 'x', ' ')).map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 9 }),
])('how the bytes come in chunks changes nothing', (framing, text, size) => {
  expect(cut(framing, text, size)).toEqual(cut(framing, text, 1_000_000))
})
