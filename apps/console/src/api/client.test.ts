import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { failureOf } from './client.ts'

test('a refusal keeps its code, its message and its remedy', () => {
  const failure = failureOf(400, '{"code":"bad-query","message":"The range is empty","fix":"Widen it"}')
  expect(failure).toMatchObject({ kind: 'refused', code: 'bad-query', message: 'The range is empty', fix: 'Widen it' })
})

test('an ended session is told apart from a wrong passphrase', () => {
  expect(failureOf(401, '{"code":"not-signed-in"}').kind).toBe('signed-out')
  expect(failureOf(401, '{"code":"wrong-name-or-passphrase"}').kind).toBe('refused')
})

test('a proxy without a server behind it is no answer', () => {
  expect(failureOf(502, '<html>').kind).toBe('offline')
})

test.prop([fc.integer({ min: 400, max: 599 }), fc.string()])('any answer gives a failure', (status, text) => {
  expect(failureOf(status, text).message.length).toBeGreaterThanOrEqual(0)
})
