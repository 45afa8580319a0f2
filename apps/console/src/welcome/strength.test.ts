import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { secretOf } from './link.ts'
import { strengthOf } from './strength.ts'

test('strength is told in words: length, repetition, the own name', () => {
  expect(strengthOf('', 'a')).toEqual({ kind: 'empty' })
  expect(strengthOf('abc', 'a')).toEqual({ kind: 'short', missing: 9 })
  expect(strengthOf('abababababab', 'x')).toEqual({ kind: 'repeats' })
  expect(strengthOf('a.martin likes tea', 'A.Martin')).toEqual({ kind: 'name' })
  expect(strengthOf('blue harbour', 'a')).toEqual({ kind: 'fair' })
  expect(strengthOf('blue harbour seven crane', 'a')).toEqual({ kind: 'strong' })
})

test('an accent is one character, however a keyboard writes it', () => {
  expect(strengthOf('e\u0301'.repeat(6), '')).toEqual({ kind: 'short', missing: 6 })
})

test.prop([fc.string(), fc.string()])('any text has a strength', (passphrase, name) => {
  expect(strengthOf(passphrase, name).kind).toBeTypeOf('string')
})

test('the secret is found in a whole link, a fragment, or alone', () => {
  const secret = 'Abcdefghijklmnop_-0123456789'
  expect(secretOf(`http://127.0.0.1:8787/welcome#link=${secret}`)).toBe(secret)
  expect(secretOf(`#${secret}`)).toBe(secret)
  expect(secretOf(`  ${secret} `)).toBe(secret)
  expect(secretOf('http://127.0.0.1:8787/welcome')).toBeUndefined()
  expect(secretOf('#link=<script>alert(1)</script>')).toBeUndefined()
})
