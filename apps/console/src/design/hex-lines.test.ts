import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { hexLines } from './hex-lines.ts'

test('bytes stand in lines with their place, digits and signs', () => {
  const [first, second] = hexLines(new TextEncoder().encode('0123456789abcdef\u0001!'), [[16, 17]], 16)
  expect(first?.offset).toBe('0000')
  expect(first?.cells.map(({ sign }) => sign).join('')).toBe('0123456789abcdef')
  expect(second?.offset).toBe('0010')
  expect(second?.cells).toEqual([
    { at: 16, hex: '01', sign: '.', matched: true },
    { at: 17, hex: '21', sign: '!', matched: false },
  ])
})

test.prop([fc.uint8Array({ maxLength: 200 }), fc.constantFrom(8, 16)])(
  'every byte is there, in order',
  (bytes, width) => {
    const cells = hexLines(bytes, [], width).flatMap((line) => line.cells)
    expect(cells.map(({ hex }) => Number.parseInt(hex, 16))).toEqual([...bytes])
  },
)
