import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { sha256, sha256InScript } from './sha256.ts'

test('a known text has its known digest (FIPS 180-4, example B.1)', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(sha256('abc')).toBe(digest)
  expect(sha256InScript('abc')).toBe(digest)
})

test.prop([fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 64 })])(
  'a text has the same digest where it is reckoned in script, lone surrogates too',
  (text, digits) => {
    for (const one of [text, `${text}\ud800`]) expect(sha256InScript(one, digits)).toBe(sha256(one, digits))
  },
)
