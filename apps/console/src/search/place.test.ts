import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { placeOf } from './place.ts'

test('the wrong part stands between what is before and behind it', () => {
  expect(placeOf('host:a usr:root', { start: 7, end: 10 })).toEqual({
    before: 'host:a ',
    wrong: 'usr',
    behind: ':root',
  })
  expect(placeOf('a OR', { start: 4, end: 4 })).toEqual({ before: 'a OR', wrong: '', behind: '' })
})

test.prop([fc.string({ maxLength: 400 }), fc.nat(400), fc.nat(400)])(
  'however long the text, little is shown',
  (text, a, b) => {
    const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)]
    const { before, wrong, behind } = placeOf(text, { start, end })
    expect(Math.max(before.length, wrong.length, behind.length)).toBeLessThanOrEqual(61)
    if (text.length <= 60) expect(before + wrong + behind).toBe(text)
  },
)
