import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test.prop([fc.jsonValue()])('says what JSON says, whatever the order of keys', (value) => {
  expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
  expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
})

test('leaves out what is undefined, as JSON does, and writes no spaces', () => {
  expect(canonicalJson({ b: undefined, c: [1, null], a: 'é' })).toBe('{"a":"é","c":[1,null]}')
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}
