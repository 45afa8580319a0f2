import { expect, test } from 'vitest'
import { arrived, mostRows, noRows, released } from './tail-rows.ts'

const rows = (...ids: readonly number[]) => ids.map((id) => ({ id: String(id) }))
const ids = (some: readonly { readonly id?: unknown }[]) => some.map(({ id }) => Number(id))

test('what comes stands first, and no more rows than a screen holds', () => {
  const after = arrived(arrived(noRows, rows(1, 2), 'flowing'), rows(3), 'flowing')
  expect(ids(after.shown)).toEqual([3, 2, 1])
  const many = arrived(after, rows(...Array.from({ length: 500 }, (_, n) => n)), 'flowing')
  expect([many.shown.length, many.seen]).toEqual([mostRows, 503])
})

test('while somebody reads nothing moves: what comes waits and is counted, also what finds no room', () => {
  const read = arrived(noRows, rows(1), 'flowing')
  const held = arrived(read, rows(...Array.from({ length: 300 }, (_, n) => n + 2)), 'held')
  expect([ids(held.shown), held.waiting, held.held.length]).toEqual([[1], 300, mostRows])
  const after = released(held)
  expect([after.shown.length, after.waiting, ids(after.shown)[0]]).toEqual([mostRows, 0, 301])
})
