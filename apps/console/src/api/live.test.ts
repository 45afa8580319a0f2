import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { changedOf } from './live.ts'

test('a message gives its incidents', () => {
  expect(changedOf('{"changed":[{"id":"INC-1"}]}')).toEqual([{ id: 'INC-1' }])
})

test.prop([fc.string()])('any message is read, and one that is none gives nothing', (text) => {
  expect(Array.isArray(changedOf(text))).toBe(true)
})
