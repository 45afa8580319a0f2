import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { base32 } from './base32.ts'
import { codeOf, stepAt, stepsOf } from './code.ts'

const secret = Buffer.from('12345678901234567890', 'ascii')

// RFC 6238, appendix B: the rows of HMAC-SHA-1, eight digits.
test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('at %d s the code is that of RFC 6238', (seconds, code) => {
  expect(codeOf(secret, stepAt(seconds * 1000), 8)).toBe(code)
})

// RFC 4226, appendix D.
test.each([
  ...['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].entries(),
])('counter %d gives the code of RFC 4226', (counter, code) => {
  expect(codeOf(secret, counter)).toBe(code)
})

// RFC 4648 §10.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %j', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded)
})

test.prop([fc.integer({ min: -4, max: 4 }), fc.integer({ min: 10, max: 1e9 })])(
  'a code holds one step before and after its own, and no longer',
  (away, step) => {
    const found = stepsOf(secret, codeOf(secret, step), (step + away) * 30_000)
    expect(found.includes(step)).toBe(Math.abs(away) <= 1)
  },
)

test.prop([fc.string({ maxLength: 40 })])('what is no code is none', (text) => {
  const now = 59_000
  const codes = [0, 1, 2].map((step) => codeOf(secret, step))
  expect(stepsOf(secret, text, now).length > 0).toBe(codes.includes(text))
})
