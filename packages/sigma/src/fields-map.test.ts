import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { mapFields, type Value } from './index.ts'

const name = fc.integer({ min: 0, max: 90 }).map((number) => `f${number}`)
const value = fc.oneof(fc.constant<Value>(null), fc.integer(), fc.constant<Value>('x'))
const native = fc.array(fc.tuple(name, value), { maxLength: 40 }).map((entries) => new Map<string, Value>(entries))
const slots = new Map(Array.from({ length: 100 }, (_, slot) => [`f${slot}`, slot]))

test.prop([
  fc.array(fc.tuple(native, native), { minLength: 1, maxLength: 4 }),
  fc.array(fc.nat(99), { maxLength: 150 }),
])('fields come from native, then derived, event after event, however many are asked for', (events, asked) => {
  const fields = mapFields(slots)
  for (const [own, derived] of events) {
    fields.load(own, derived)
    for (const slot of asked) {
      const stated = own.get(`f${slot}`)
      const expected = stated === undefined || stated === null ? (derived.get(`f${slot}`) ?? stated) : stated
      expect(fields.get(slot)).toBe(expected)
    }
  }
})
