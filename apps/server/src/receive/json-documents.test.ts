import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { jsonDocumentFramer } from './json-documents.ts'

const limits = { bytes: 1024, depth: 8 }

describe('documents one after another', () => {
  test.prop([
    fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 8 }),
    fc.constantFrom(undefined, 1, 4),
    fc.boolean(),
    fc.integer({ min: 1, max: 40 }),
  ])(
    'come out as they went in, pretty or not, in an array or not, in any chunks',
    (documents, indent, inArray, size) => {
      const text = inArray
        ? JSON.stringify(documents, undefined, indent)
        : documents.map((document) => JSON.stringify(document, undefined, indent)).join('\n')
      const { frames, refused } = framed(text, size, { bytes: 1_000_000, depth: 64 })
      expect(refused).toEqual([])
      expect(frames.map((frame) => JSON.parse(frame))).toEqual(JSON.parse(JSON.stringify(documents)))
    },
  )

  test('braces, quotes and backslashes in strings count for nothing', () => {
    const text = '{"a":"}{\\"}\\\\"}\n{"b":"]"}'
    expect(framed(text, 1).frames).toEqual(['{"a":"}{\\"}\\\\"}', '{"b":"]"}'])
  })

  test('text between documents is refused once a line, at its place', () => {
    const { frames, refused } = framed('Record 1\n{"a":1}\nRecord 2\n{\n"a":2\n}\n', 3)
    expect(frames).toEqual(['{"a":1}', '{\n"a":2\n}'])
    expect(refused).toEqual(['not-json 0', 'not-json 17'])
  })

  test('a document that is not closed is refused where it began', () => {
    expect(framed('{"a":1}\n{"b":[1,2', 2)).toEqual({ frames: ['{"a":1}'], refused: ['cut-off 8'] })
  })

  test('after a line break inside a string it goes on at the next line that starts with a brace', () => {
    const { frames, refused } = framed('{\n "a": "x\n }\n{"b":1}\n{"c":2}', 5)
    expect(refused).toEqual(['not-json 0'])
    expect(frames).toEqual(['{"b":1}', '{"c":2}'])
  })

  test('too deep and too long are refused once, and the next document is read', () => {
    const deep = `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`
    const long = JSON.stringify({ a: 'x'.repeat(5000) })
    for (const size of [1, 7, 100_000]) {
      expect(framed(`${deep}\n{"b":1}\n${long}\n{"c":1}\n`, size)).toEqual({
        frames: ['{"b":1}', '{"c":1}'],
        refused: ['too-deep 0', `too-long ${deep.length + 9}`],
      })
    }
  })

  test.prop([fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 500 })])(
    'any bytes give the same frames and refusals in any chunks',
    (bytes, size) => {
      const text = Buffer.from(bytes.map((byte) => '{}[]"\\\n ,ax'.charCodeAt(byte % 11))).toString('latin1')
      expect(framed(text, size, { bytes: 40, depth: 4 })).toEqual(framed(text, 1, { bytes: 40, depth: 4 }))
    },
  )
})

function framed(text: string, size: number, bounds = limits) {
  const bytes = new TextEncoder().encode(text)
  const frames: string[] = []
  const refused: string[] = []
  const out = {
    frame: (frame: Uint8Array) => frames.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(frame)),
    refused: (reason: string, offset: number) => refused.push(`${reason} ${offset}`),
  }
  const framer = jsonDocumentFramer(bounds)
  for (let at = 0; at < bytes.length; at += size) framer.push(bytes.subarray(at, at + size), out)
  framer.end(out)
  return { frames, refused }
}
