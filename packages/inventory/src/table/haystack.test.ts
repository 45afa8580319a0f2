import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { openHaystack } from './haystack.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })

test.prop([fc.array(fc.tuple(fc.nat(20), text), { maxLength: 40 }), text], { numRuns: 50 })(
  'finds the rows of which the newest text holds what is looked for, also after they have other numbers',
  (sets, needle) => {
    const texts = new Map<number, string>()
    const haystack = openHaystack()
    for (const [row, said] of sets) {
      texts.set(row, said)
      haystack.set(row, said)
    }
    const found = () => {
      const marks = new Uint8Array(21)
      haystack.find(needle, marks)
      return [...marks.entries()].filter(([, mark]) => mark === 1).map(([row]) => row)
    }
    const bytes = (said: string) => Buffer.from(said.replaceAll('\u0000', ' '))
    const holds = (row: number) => bytes(texts.get(row) ?? '').includes(Buffer.from(needle))
    const isLooked = needle !== '' && !needle.includes('\u0000')
    const rows = [...texts.keys()].sort((a, b) => a - b)
    expect(found()).toEqual(isLooked ? rows.filter(holds) : [])
    haystack.renumber(Int32Array.from({ length: 21 }, (_, row) => (row % 2 === 0 ? row / 2 : -1)))
    expect(found()).toEqual(isLooked ? rows.filter((row) => row % 2 === 0 && holds(row)).map((row) => row / 2) : [])
  },
)

test('texts that are written again and again take no more room than those that are', () => {
  const haystack = openHaystack()
  for (let round = 0; round < 60; round++)
    for (let row = 0; row < 50; row++) haystack.set(row, `${round} ${'x'.repeat(2000)}`)
  expect(haystack.bytes).toBeLessThan(4 * 1024 * 1024)
  const marks = new Uint8Array(50)
  haystack.find('59 x', marks)
  expect(marks.every((mark) => mark === 1)).toBe(true)
  haystack.find('58 x', marks.fill(0))
  expect(marks.some((mark) => mark === 1)).toBe(false)
})
