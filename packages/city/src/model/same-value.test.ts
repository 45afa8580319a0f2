import { fc, test } from '@fast-check/vitest'
import { canonicalJson } from '@tocsin/kit'
import { expect } from 'vitest'
import { sameValue } from './same-value.ts'

test.prop([fc.jsonValue(), fc.jsonValue()])('says what the canonical texts of two values say', (a, b) => {
  const [one, two] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  expect(sameValue(one, two)).toBe(canonicalJson(one) === canonicalJson(two))
  expect(sameValue(one, JSON.parse(JSON.stringify(one)))).toBe(true)
})
